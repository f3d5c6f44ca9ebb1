package io.logicgraph.memory.aop;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.ProfileSnapshot;
import io.logicgraph.memory.profile.Profiled;
import io.logicgraph.memory.profile.Quality;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanDefinitionHolder;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.util.AntPathMatcher;
import org.springframework.util.SimpleIdGenerator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Profiling by {@linkplain ProfiledPattern patterns}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProfiledSelectionTests {

	private static final long BLOCK_BYTES = 1016;

	@Test
	void givesTheSameFiguresAsTheAnnotation() {
		try (AnnotationConfigApplicationContext context = start(List.of("orders"), List.of())) {
			Orders orders = context.getBean(Orders.class);
			new Profiles(context).settle(orders::load);
			orders.load();
			orders.load();
			ProfileSnapshot profile = new Profiles(context).get("Orders.load");
			assertThat(profile.count()).isEqualTo(2);
			assertThat(profile.totalBytes()).isEqualTo(2 * BLOCK_BYTES);
			assertThat(profile.quality()).isEqualTo(Quality.EXACT);
			assertThat(profile.className()).isEqualTo("Orders");
			assertThat(profile.methodName()).isEqualTo("load");
		}
	}

	@Test
	void beansAreToldByName() {
		assertThat(profiles(List.of("order*"), List.of())).containsExactly("Orders.load", "Orders.save", "annotated");
	}

	@Test
	void beansAreToldByClassOrPackage() {
		assertThat(profiles(List.of(Orders.class.getName()), List.of())).containsExactly("Orders.load", "Orders.save",
				"annotated");
		assertThat(profiles(List.of(Orders.class.getPackageName()), List.of())).containsExactly("Invoices.load",
				"Orders.load", "Orders.save", "annotated");
	}

	@Test
	void methodsAreToldByAspectJExpression() {
		assertThat(profiles(List.of("execution(* *..ProfiledSelectionTests.*.load(..))"), List.of()))
			.containsExactly("Invoices.load", "Orders.load", "annotated");
		assertThat(profiles(List.of("execution(* *..Orders.internal(..))"), List.of()))
			.containsExactly("Orders.internal", "annotated");
	}

	@Test
	void patternThatNoBeanMatchesIsTold(CapturedOutput output) {
		start(List.of("orders", "com.acme.ordres"), List.of()).close();
		assertThat(output.getAll().lines().filter((line) -> line.contains("No bean matches"))).singleElement()
			.asString()
			.contains("'com.acme.ordres'");
	}

	@Test
	void patternThatMatchesABeanWhichIsMadeLaterIsNotTold(CapturedOutput output) {
		try (AnnotationConfigApplicationContext context = contextWithPatterns(
				List.of("orders", Invoices.class.getName(), "com.acme.ordres"), List.of())) {
			context.registerBean("orders", Orders.class, (definition) -> definition.setLazyInit(true));
			context.registerBean("invoices", Invoices.class, (definition) -> definition.setScope("prototype"));
			context.refresh();
			assertThat(output.getAll().lines().filter((line) -> line.contains("No bean matches"))).singleElement()
				.asString()
				.contains("'com.acme.ordres'");
			context.getBean(Orders.class).load();
			context.getBean(Invoices.class).load();
			assertThat(new Profiles(context).names()).containsExactly("Invoices.load", "Orders.load");
		}
	}

	@Test
	void excludedMethodsAreLeftOut() {
		assertThat(profiles(List.of("orders", "invoices"), List.of("execution(* save(..))", "invo*")))
			.containsExactly("Orders.load");
		assertThat(profiles(List.of(), List.of("invoices"))).isEmpty();
	}

	@Test
	void methodThatIsAnnotatedAndToldIsRecordedOnceUnderTheNameOfTheAnnotation() {
		try (AnnotationConfigApplicationContext context = start(List.of("*", "invoices"), List.of())) {
			new Profiles(context).settle(context.getBean(Invoices.class)::annotated);
			context.getBean(Invoices.class).annotated();
			assertThat(new Profiles(context).names()).containsExactly("annotated");
			assertThat(new Profiles(context).get("annotated").count()).isEqualTo(1);
			assertThat(new Profiles(context).get("annotated").totalBytes()).isEqualTo(BLOCK_BYTES);
		}
	}

	@Test
	void beansOfTheSameClassAreToldApart() {
		try (AnnotationConfigApplicationContext context = contextWithPatterns(List.of("first", "execution(* save())"),
				List.of("second"))) {
			context.registerBean("first", Orders.class);
			context.registerBean("second", Orders.class);
			context.registerBean("third", Orders.class);
			context.refresh();
			for (String name : List.of("first", "second", "third")) {
				context.getBean(name, Orders.class).load();
				context.getBean(name, Orders.class).save();
			}
			assertThat(new Profiles(context).get("Orders.load").count()).isEqualTo(1);
			assertThat(new Profiles(context).get("Orders.save").count()).isEqualTo(2);
			assertThat(AopUtils.isAopProxy(context.getBean("second"))).isFalse();
		}
	}

	@Test
	void beanThatNoPatternTellsIsNotProxied() {
		try (AnnotationConfigApplicationContext context = start(List.of("invoices"), List.of())) {
			assertThat(AopUtils.isAopProxy(context.getBean(Invoices.class))).isTrue();
			assertThat(AopUtils.isAopProxy(context.getBean(Orders.class))).isFalse();
		}
	}

	@Test
	void beanOfWhichNoMethodIsToldIsNotProxied() {
		try (AnnotationConfigApplicationContext context = start(List.of("execution(* load())"),
				List.of("execution(* load())"))) {
			assertThat(AopUtils.isAopProxy(context.getBean(Orders.class))).isFalse();
		}
	}

	@Test
	void resultsThatEndLaterEndTheCall() {
		try (AnnotationConfigApplicationContext context = ProfiledContexts.start(List.of("later"), List.of(),
				Later.class)) {
			Later later = context.getBean(Later.class);
			CompletableFuture<Object> pending = new CompletableFuture<>();
			later.stage(pending);
			Mono<Object> mono = later.mono();
			assertThat(new Profiles(context).get("Later.stage").count()).isZero();
			assertThat(new Profiles(context).get("Later.mono").count()).isZero();
			pending.complete("value");
			mono.block();
			mono.block();
			assertThat(new Profiles(context).get("Later.stage").count()).isEqualTo(1);
			assertThat(new Profiles(context).get("Later.mono").count()).isEqualTo(2);
		}
	}

	@Test
	void eachBeanOfAPrototypeIsProfiled() {
		try (AnnotationConfigApplicationContext context = contextWithPatterns(List.of("orders"), List.of())) {
			context.registerBean("orders", Orders.class,
					(definition) -> definition.setScope(BeanDefinition.SCOPE_PROTOTYPE));
			context.refresh();
			context.getBean(Orders.class).load();
			context.getBean(Orders.class).load();
			assertThat(new Profiles(context).get("Orders.load").count()).isEqualTo(2);
		}
	}

	@Test
	void scopedBeanIsToldByItsName() {
		try (AnnotationConfigApplicationContext context = contextWithPatterns(List.of("orders"), List.of())) {
			context.getBeanFactory().registerScope("thread", new SimpleThreadScope());
			RootBeanDefinition definition = new RootBeanDefinition(Orders.class);
			definition.setScope("thread");
			BeanDefinitionHolder proxy = ScopedProxyUtils
				.createScopedProxy(new BeanDefinitionHolder(definition, "orders"), context, true);
			context.registerBeanDefinition(proxy.getBeanName(), proxy.getBeanDefinition());
			context.refresh();
			context.getBean("orders", Orders.class).load();
			assertThat(new Profiles(context).get("Orders.load").count()).isEqualTo(1);
		}
	}

	@Test
	void proxyAroundAProxyCountsWhatThatOneDoesNot() {
		try (AnnotationConfigApplicationContext context = contextWithPatterns(List.of("outer"), List.of())) {
			context.registerBean(ProxyOfInvoices.class);
			context.refresh();
			Invoices outer = context.getBean("outer", Invoices.class);
			for (int i = 0; i < 3; i++) {
				outer.annotated();
				outer.load();
			}
			assertThat(new Profiles(context).get("annotated").count()).isEqualTo(3);
			assertThat(new Profiles(context).get("Invoices.load").count()).isEqualTo(3);
		}
	}

	@Test
	void proxyOfAnInterfaceIsNamedByTheInterface() {
		try (AnnotationConfigApplicationContext context = contextWithPatterns(List.of("mapper"), List.of())) {
			context.registerBean("mapper", Mapper.class, ProfiledSelectionTests::mapper);
			context.refresh();
			assertThat(context.getBean(Mapper.class).map()).isEqualTo("mapped");
			assertThat(new Profiles(context).names()).containsExactly("Mapper.map");
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { FinalClass.class, FinalMethod.class, Settings.class, Wiring.class, PostProcessor.class,
			Factory.class, AntPathMatcher.class })
	void beanThatAProxyMightBreakIsLeftAlone(Class<?> beanClass) {
		for (String pattern : List.of("*", "execution(* *(..))", "io.logicgraph")) {
			try (AnnotationConfigApplicationContext context = contextWithPatterns(List.of(pattern), List.of())) {
				context.registerBean("bean", beanClass);
				context.refresh();
				Object bean = context.getBean((beanClass == Factory.class) ? "&bean" : "bean");
				assertThat(AopUtils.isAopProxy(bean)).as("proxy because of %s", pattern).isFalse();
			}
		}
	}

	@Test
	void infrastructureIsLeftAlone() {
		try (AnnotationConfigApplicationContext context = contextWithPatterns(List.of("orders"), List.of())) {
			context.registerBean("orders", Orders.class,
					(definition) -> definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE));
			context.refresh();
			assertThat(AopUtils.isAopProxy(context.getBean("orders"))).isFalse();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "generator", "org.springframework.util", "execution(* org.springframework.util.*.*(..))" })
	void beanOfSpringIsProfiledIfThePatternSaysSo(String pattern) {
		try (AnnotationConfigApplicationContext context = contextWithPatterns(List.of(pattern), List.of())) {
			context.registerBean("generator", SimpleIdGenerator.class);
			context.refresh();
			context.getBean(SimpleIdGenerator.class).generateId();
			assertThat(new Profiles(context).names()).containsExactly("SimpleIdGenerator.generateId");
		}
	}

	@Test
	void warningSaysWhyABeanThatMatchesIsNotProfiled(CapturedOutput output) {
		try (AnnotationConfigApplicationContext context = ProfiledContexts.start(List.of("finalClass", "*Method"),
				List.of(), FinalClass.class, FinalMethod.class)) {
			assertThat(context.getBean(FinalClass.class).load()).isNotNull();
		}
		assertThat(output)
			.containsOnlyOnce(
					"Bean 'finalClass' of " + FinalClass.class.getName() + " is not profiled: its class is final")
			.containsOnlyOnce("Bean 'finalMethod' of " + FinalMethod.class.getName()
					+ " is not profiled: its method load() is final");
	}

	@Test
	void typeOfTheProxyIsKnownAhead() {
		try (AnnotationConfigApplicationContext context = start(List.of("orders"), List.of("invoices"))) {
			ProfiledBeanPostProcessor postProcessor = context.getBean(ProfiledBeanPostProcessor.class);
			assertThat(postProcessor.determineBeanType(Orders.class, "orders")).isNotEqualTo(Orders.class)
				.isAssignableTo(Orders.class);
			assertThat(postProcessor.determineBeanType(Orders.class, "others")).isEqualTo(Orders.class);
			assertThat(postProcessor.determineBeanType(Invoices.class, "invoices")).isEqualTo(Invoices.class);
		}
	}

	private static Mapper mapper() {
		return (Mapper) java.lang.reflect.Proxy.newProxyInstance(Mapper.class.getClassLoader(),
				new Class<?>[] { Mapper.class }, (proxy, method, arguments) -> switch (method.getName()) {
					case "hashCode" -> 1;
					case "equals" -> proxy == arguments[0];
					default -> "mapped";
				});
	}

	private static List<String> profiles(List<String> include, List<String> exclude) {
		try (AnnotationConfigApplicationContext context = start(include, exclude)) {
			Orders orders = context.getBean(Orders.class);
			orders.load();
			orders.save();
			orders.internal();
			assertThat(orders.toString()).isNotEmpty();
			Invoices invoices = context.getBean(Invoices.class);
			invoices.load();
			invoices.annotated();
			return new Profiles(context).names();
		}
	}

	private static AnnotationConfigApplicationContext start(List<String> include, List<String> exclude) {
		return ProfiledContexts.start(include, exclude, Orders.class, Invoices.class);
	}

	private static AnnotationConfigApplicationContext contextWithPatterns(List<String> include, List<String> exclude) {
		return ProfiledContexts.withPatterns(include, exclude);
	}

	static class Orders {

		public Object load() {
			return new byte[1000];
		}

		public Object save() {
			return new byte[1000];
		}

		Object internal() {
			return new byte[1000];
		}

	}

	static class Invoices {

		public Object load() {
			return new byte[1000];
		}

		@Profiled("annotated")
		public Object annotated() {
			return new byte[1000];
		}

	}

	static class Later {

		public CompletionStage<Object> stage(CompletionStage<Object> stage) {
			return stage;
		}

		public Mono<Object> mono() {
			return Mono.just("value");
		}

	}

	interface Mapper {

		String map();

	}

	static final class FinalClass {

		public Object load() {
			return new byte[1000];
		}

	}

	static class FinalMethod {

		private final Object state = new Object();

		public final Object load() {
			return this.state;
		}

		public Object save() {
			return this.state;
		}

	}

	@ConfigurationProperties("settings")
	static class Settings {

		private String name = "";

		public String getName() {
			return this.name;
		}

		public void setName(String name) {
			this.name = name;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Wiring {

		public Object wire() {
			return new Object();
		}

	}

	static class PostProcessor implements BeanPostProcessor {

		public Object work() {
			return new Object();
		}

	}

	static class Factory implements FactoryBean<Supplier<String>> {

		@Override
		public Supplier<String> getObject() {
			return () -> "made";
		}

		@Override
		public Class<?> getObjectType() {
			return Supplier.class;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ProxyOfInvoices {

		@Bean
		Invoices inner() {
			return new Invoices();
		}

		@Bean
		Object outer(Invoices inner) {
			ProxyFactory proxyFactory = new ProxyFactory(inner);
			proxyFactory.setProxyTargetClass(true);
			return proxyFactory.getProxy();
		}

	}

}
