/**
 * Budgets for what code may allocate, in tests.
 */
@NullMarked
package io.logicgraph.memory.test;

import org.jspecify.annotations.NullMarked;
