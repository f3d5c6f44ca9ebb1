/**
 * A small logic-graph engine: nodes with an expression each, evaluated in the order of
 * their edges.
 */
@NullMarked
package io.logicgraph.sample.graph;

import org.jspecify.annotations.NullMarked;
