package io.logicgraph.memory.aop;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.test.context.FilteredClassLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ProfiledPattern}.
 */
class ProfiledPatternTests {

	private static final ProfiledBean ORDERS = new ProfiledBean("orders", java.util.ArrayList.class,
			java.util.ArrayList.class);

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			orders                 | true
			*ders                  | true
			o*                     | true
			*                      | true
			order                  | false
			Orders                 | false
			java.util              | true
			java.util.ArrayList    | true
			java.*                 | true
			java.**.*List          | true
			*.util.Array*          | true
			java.ut                | false
			java.util.List         | false
			util.ArrayList         | false
			execution(* add(..))   | true
			within(java.util..*)   | true
			within(java.io..*)     | false
			""")
	void tellsBeansByNameClassPackageOrExpression(String pattern, boolean told) {
		assertThat(parse(pattern).mayMatch(ORDERS)).isEqualTo(told);
	}

	@Test
	void expressionTellsSingleMethods() throws Exception {
		ProfiledPattern pattern = parse("execution(* java.util.List+.a*(..)) && !execution(* addAll(..))");
		Class<?> type = java.util.ArrayList.class;
		assertThat(pattern.matches(ORDERS, type.getMethod("add", Object.class))).isTrue();
		assertThat(pattern.matches(ORDERS, type.getMethod("addAll", java.util.Collection.class))).isFalse();
		assertThat(pattern.matches(ORDERS, type.getMethod("clear"))).isFalse();
	}

	@Test
	void namesTellPublicMethodsThatAreNotThoseOfObject() throws Exception {
		Class<?> type = java.util.ArrayList.class;
		for (String pattern : List.of("orders", "java.util")) {
			assertThat(parse(pattern).matches(ORDERS, type.getMethod("clear"))).isTrue();
			assertThat(parse(pattern).matches(ORDERS, type.getMethod("hashCode"))).isFalse();
			assertThat(parse(pattern).matches(ORDERS, type.getDeclaredMethod("removeRange", int.class, int.class)))
				.isFalse();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			''                               | Must not be empty
			'  '                             | Must not be empty
			execution(* a(int                | as many opening as closing parentheses
			String))                         | as many opening as closing parentheses
			within com.acme                  | Must be a package, a class, the name of a bean
			com.acme..orders                 | Must not have two dots in a row
			execution(load())                | Must be a valid AspectJ expression
			execution(* com.acme.Nix.*(..))  | no match for this type name: com.acme.Nix
			within(java..*) && args(String)  | Must be a valid AspectJ expression of execution, within
			bean(orders)                     | Must be a valid AspectJ expression of execution, within
			""")
	void isRefusedWithWhatToWrite(String text, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> parse(text)).withMessageContaining(message);
	}

	@ParameterizedTest
	@ValueSource(strings = { "execution(* load(..))", "@annotation(java.lang.Deprecated)" })
	void expressionIsRefusedWhereAspectJIsAbsent(String text) {
		this.beanFactory.setBeanClassLoader(new FilteredClassLoader("org.aspectj"));
		assertThatIllegalArgumentException().isThrownBy(() -> parse(text))
			.withMessageContaining("as long as AspectJ is absent. Add org.aspectj:aspectjweaver");
		assertThat(parse("orders")).hasToString("orders");
	}

	private ProfiledPattern parse(String text) {
		return ProfiledPattern.parse(text, this.beanFactory);
	}

}
