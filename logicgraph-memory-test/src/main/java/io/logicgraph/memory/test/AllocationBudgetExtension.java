package io.logicgraph.memory.test;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Holds tests to their {@link AllocationBudget}. Thread-safe.
 */
final class AllocationBudgetExtension implements InvocationInterceptor {

	@Override
	public void interceptTestMethod(Invocation<@Nullable Void> invocation,
			ReflectiveInvocationContext<Method> invocationContext, ExtensionContext context) throws Throwable {
		invocation.proceed();
		verify(invocationContext, context);
	}

	@Override
	public void interceptTestTemplateMethod(Invocation<@Nullable Void> invocation,
			ReflectiveInvocationContext<Method> invocationContext, ExtensionContext context) throws Throwable {
		invocation.proceed();
		verify(invocationContext, context);
	}

	private static void verify(ReflectiveInvocationContext<Method> test, ExtensionContext context) {
		findBudget(test.getExecutable(), context).ifPresent((budget) -> {
			Repetition repetition = Repetition.of(test);
			AllocationAssert allocation = budget.requests() ? AllocationAssertions
				.assertThatAllocationOfRequests(SpringBeans.profiles(context), repetition::call)
					: AllocationAssertions.assertThatAllocationOf(repetition);
			allocation.as(context.getDisplayName()).isAtMost(budget.value());
		});
	}

	private static Optional<AllocationBudget> findBudget(Method method, ExtensionContext context) {
		Optional<AllocationBudget> budget = AnnotationSupport.findAnnotation(method, AllocationBudget.class);
		Class<?> type = context.getRequiredTestClass();
		while (budget.isEmpty() && type != null) {
			budget = AnnotationSupport.findAnnotation(type, AllocationBudget.class);
			type = type.getEnclosingClass();
		}
		return budget;
	}

	/**
	 * Calls the method of a test once more.
	 */
	private record Repetition(Method method, @Nullable Object target,
			Object[] arguments) implements Callable<@Nullable Object> {

		static Repetition of(ReflectiveInvocationContext<Method> test) {
			Method method = test.getExecutable();
			method.setAccessible(true);
			return new Repetition(method, test.getTarget().orElse(null), test.getArguments().toArray());
		}

		@Override
		public @Nullable Object call() throws Exception {
			try {
				return this.method.invoke(this.target, this.arguments);
			}
			catch (InvocationTargetException ex) {
				throw CallWork.<RuntimeException>sneaky(ex.getTargetException());
			}
		}

	}

}
