/**
 * Profiles methods of Spring beans: the advisor and the interceptor behind
 * {@link io.logicgraph.memory.profile.Profiled @Profiled}.
 */
@NullMarked
package io.logicgraph.memory.aop;

import org.jspecify.annotations.NullMarked;
