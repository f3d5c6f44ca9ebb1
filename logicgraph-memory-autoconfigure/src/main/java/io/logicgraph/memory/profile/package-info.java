/**
 * Exact allocation accounting: how many bytes a piece of work allocated.
 */
@NullMarked
package io.logicgraph.memory.profile;

import org.jspecify.annotations.NullMarked;
