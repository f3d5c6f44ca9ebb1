/**
 * Context pools, recorded memory and profiles as Micrometer meters.
 */
@NullMarked
package io.logicgraph.memory.micrometer;

import org.jspecify.annotations.NullMarked;
