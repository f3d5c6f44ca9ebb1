/**
 * Assessment of delayed flights over HTTP.
 */
@NullMarked
package io.logicgraph.sample.flight;

import org.jspecify.annotations.NullMarked;
