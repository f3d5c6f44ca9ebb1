/**
 * A small web service with the actuator, started with and without the library.
 */
@NullMarked
package io.logicgraph.benchmarks.service;

import org.jspecify.annotations.NullMarked;
