/**
 * What the other packages share. Not part of the API: it may change in any release.
 */
@NullMarked
package io.logicgraph.memory.internal;

import org.jspecify.annotations.NullMarked;
