/**
 * Health of pools and of the live heap.
 */
@NullMarked
package io.logicgraph.memory.actuate.health;

import org.jspecify.annotations.NullMarked;
