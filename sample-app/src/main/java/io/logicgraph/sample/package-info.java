/**
 * A runnable service that assesses flight delays with a logic graph.
 */
@NullMarked
package io.logicgraph.sample;

import org.jspecify.annotations.NullMarked;
