package io.logicgraph.memory.aop;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * How the calls of one method are profiled.
 */
interface ProfiledCall {

	@Nullable Object invoke(MethodInvocation invocation) throws Throwable;

}
