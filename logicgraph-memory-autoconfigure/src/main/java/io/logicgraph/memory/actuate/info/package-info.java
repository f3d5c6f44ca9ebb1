/**
 * What the library contributes to the info endpoint.
 */
@NullMarked
package io.logicgraph.memory.actuate.info;

import org.jspecify.annotations.NullMarked;
