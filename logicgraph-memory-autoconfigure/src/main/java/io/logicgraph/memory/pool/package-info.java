/**
 * Pool of {@link io.logicgraph.memory.context.Context contexts}.
 */
@NullMarked
package io.logicgraph.memory.pool;

import org.jspecify.annotations.NullMarked;
