/**
 * The key/value working memory of one logic-graph execution.
 */
@NullMarked
package io.logicgraph.memory.context;

import org.jspecify.annotations.NullMarked;
