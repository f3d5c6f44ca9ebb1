package io.logicgraph.memory.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a JUnit Jupiter test may allocate. On a class it is the budget of each of its
 * tests that has none of its own, those of nested classes included.
 * <p>
 * The test runs once as it would without, and then its method is repeated as
 * {@link AllocationAssertions} describe, on the same instance and without what is to run
 * before and after each test. So the test has to bear repetition. All that it does
 * counts, its assertions, too.
 *
 * @since 0.7.0
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
@ExtendWith(AllocationBudgetExtension.class)
public @interface AllocationBudget {

	/**
	 * The budget: a whole number and a unit of {@code B}, {@code KB}, {@code MB},
	 * {@code GB} or {@code TB} (1 KB is 1024 bytes), such as {@code "2KB"}.
	 * @return the budget
	 */
	String value();

	/**
	 * Whether it is the budget of each HTTP request that the test sends to the
	 * application under test, and not of the test itself. Needs a Spring test whose
	 * context has the bean {@code ProfileRegistry}.
	 * @return whether requests are meant
	 */
	boolean requests() default false;

}
