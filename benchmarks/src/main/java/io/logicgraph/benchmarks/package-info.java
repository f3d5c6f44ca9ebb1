/**
 * Benchmarks of the library, with its peers beside it.
 */
@NullMarked
package io.logicgraph.benchmarks;

import org.jspecify.annotations.NullMarked;
