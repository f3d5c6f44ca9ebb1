/**
 * What was recorded about memory, and snapshots to compare.
 */
@NullMarked
package io.logicgraph.memory.metrics;

import org.jspecify.annotations.NullMarked;
