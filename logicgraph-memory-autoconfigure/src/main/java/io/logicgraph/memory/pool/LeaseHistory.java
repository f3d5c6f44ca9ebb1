package io.logicgraph.memory.pool;

/**
 * Where a watched lease began and ended.
 */
record LeaseHistory(long lease, CallSite acquired, CallSite released) {
}
