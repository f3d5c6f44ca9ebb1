package io.logicgraph.memory.aop;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Map;

import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.ProfileSnapshot;
import io.logicgraph.memory.profile.Profiled;
import io.logicgraph.memory.profile.Quality;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.samples.memory.SampleService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class ProfiledBeanPostProcessorTests {

	private static final long BLOCK_BYTES = 1016;

	@Test
	void methodIsProfiledUnderItsClassAndName() {
		try (AnnotationConfigApplicationContext context = ProfiledContexts.start(true, OnMethod.class)) {
			OnMethod bean = context.getBean(OnMethod.class);
			Profiles profiles = new Profiles(context);
			profiles.settle(bean::profiled);
			bean.profiled();
			bean.profiled();
			bean.other();
			assertThat(profiles.names()).containsExactly("OnMethod.profiled");
			ProfileSnapshot profile = profiles.get("OnMethod.profiled");
			assertThat(profile.count()).isEqualTo(2);
			assertThat(profile.totalBytes()).isEqualTo(2 * BLOCK_BYTES);
			assertThat(profile.quality()).isEqualTo(Quality.EXACT);
			assertThat(profile.className()).isEqualTo("OnMethod");
			assertThat(profile.methodName()).isEqualTo("profiled");
		}
	}

	@Test
	void inheritedMethodIsProfiledByTheClassOfTheBean() {
		try (AnnotationConfigApplicationContext context = ProfiledContexts.start(true, FirstHeir.class,
				SecondHeir.class, ThirdHeir.class)) {
			Profiles profiles = new Profiles(context);
			profiles.settle(() -> context.getBean(FirstHeir.class).profiled());
			for (int i = 0; i < 2; i++) {
				context.getBean(FirstHeir.class).profiled();
				context.getBean(SecondHeir.class).profiled();
				context.getBean(ThirdHeir.class).profiled();
			}
			assertThat(profiles.names()).containsExactlyInAnyOrder("FirstHeir.profiled", "SecondHeir.profiled",
					"ThirdHeir.profiled");
			assertThat(profiles.names()).allSatisfy((name) -> {
				assertThat(profiles.get(name).count()).isEqualTo(2);
				assertThat(profiles.get(name).totalBytes()).isEqualTo(2 * BLOCK_BYTES);
			});
		}
	}

	@Test
	void annotationOnTypeHoldsForPublicMethodsAndThatOnMethodWins() {
		try (AnnotationConfigApplicationContext context = ProfiledContexts.start(true, OnType.class)) {
			OnType bean = context.getBean(OnType.class);
			Profiles profiles = new Profiles(context);
			profiles.settle(bean::second);
			bean.first();
			bean.second();
			bean.notPublic();
			assertThat(bean.toString()).isNotEmpty();
			assertThat(profiles.names()).containsExactly("special", "type.first");
			assertThat(profiles.get("special").count()).isEqualTo(1);
			assertThat(profiles.get("special").totalBytes()).isEqualTo(BLOCK_BYTES);
			assertThat(profiles.get("type.first").count()).isEqualTo(1);
		}
	}

	@Test
	void annotationMayBeDeclaredByAnInterface() {
		for (boolean proxyTargetClass : new boolean[] { true, false }) {
			try (AnnotationConfigApplicationContext context = ProfiledContexts.start(proxyTargetClass,
					OnInterface.class)) {
				Declared bean = context.getBean(Declared.class);
				assertThat(AopUtils.isJdkDynamicProxy(bean)).isEqualTo(!proxyTargetClass);
				Profiles profiles = new Profiles(context);
				profiles.settle(bean::work);
				bean.work();
				bean.generic("text");
				assertThat(profiles.names()).containsExactly("OnInterface.generic", "OnInterface.work");
				assertThat(profiles.get("OnInterface.work").totalBytes()).isEqualTo(BLOCK_BYTES);
			}
		}
	}

	@Test
	void annotationMayBeAMetaAnnotation() {
		try (AnnotationConfigApplicationContext context = ProfiledContexts.start(true, OnMeta.class)) {
			context.getBean(OnMeta.class).work();
			assertThat(new Profiles(context).names()).containsExactly("hot");
		}
	}

	@Test
	void beanOfASampleApplicationOfSpringIsProfiled() {
		try (AnnotationConfigApplicationContext context = ProfiledContexts.start(true, SampleService.class)) {
			context.getBean(SampleService.class).work();
			assertThat(new Profiles(context).names()).containsExactly("SampleService.work");
		}
	}

	@Test
	void exceptionIsCountedByItsClassAndReachesTheCallerUnchanged() {
		try (AnnotationConfigApplicationContext context = ProfiledContexts.start(true, Failing.class)) {
			Failing bean = context.getBean(Failing.class);
			IllegalStateException failure = new IllegalStateException("expected");
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> bean.fail(failure))
				.isSameAs(failure);
			ProfileSnapshot profile = new Profiles(context).get("Failing.fail");
			assertThat(profile.count()).isEqualTo(1);
			assertThat(profile.exceptions()).containsExactlyEntriesOf(Map.of("java.lang.IllegalStateException", 1L));
		}
	}

	@Test
	void nestedCallCountsForBothButIsNotTheOutersOwn() {
		try (AnnotationConfigApplicationContext context = ProfiledContexts.start(true, Outer.class, OnMethod.class)) {
			Outer outer = context.getBean(Outer.class);
			new Profiles(context).settle(outer::work);
			long selfBytesBefore = 0;
			for (int i = 1; i <= 5; i++) {
				outer.work();
				ProfileSnapshot profile = new Profiles(context).get("Outer.work");
				assertThat(profile.totalBytes() - profile.selfBytes()).as("nested bytes after call %d", i)
					.isEqualTo(i * BLOCK_BYTES);
				if (i > 1) {
					// Beside its own array, what the proxy of the nested bean needs.
					assertThat(profile.selfBytes() - selfBytesBefore).isBetween(2016L, 2200L);
				}
				selfBytesBefore = profile.selfBytes();
			}
		}
	}

	@Test
	void beanThatIsProxiedTwiceIsCountedOnce() {
		try (AnnotationConfigApplicationContext context = ProfiledContexts.start(true, ProxiedTwice.class)) {
			OnMethod bean = context.getBean("twice", OnMethod.class);
			bean.profiled();
			assertThat(new Profiles(context).get("OnMethod.profiled").count()).isEqualTo(1);
		}
	}

	@Test
	void proxyOfTheApplicationGetsTheAdviceOutermost() {
		try (AnnotationConfigApplicationContext context = ProfiledContexts.start(true, Advising.class)) {
			OnMethod bean = context.getBean("advised", OnMethod.class);
			bean.profiled();
			assertThat(((Advised) bean).getAdvisors()).hasSize(2);
			assertThat(((Advised) bean).getAdvisors()[0].getAdvice()).isInstanceOf(ProfiledInterceptor.class);
			assertThat(new Profiles(context).get("OnMethod.profiled").totalBytes())
				.isGreaterThanOrEqualTo(BLOCK_BYTES + 5016);
		}
	}

	@Test
	void beanWithoutAnnotationIsLeftAlone() {
		try (AnnotationConfigApplicationContext context = ProfiledContexts.start(true, Plain.class)) {
			assertThat(AopUtils.isAopProxy(context.getBean(Plain.class))).isFalse();
		}
	}

	@Test
	void registryIsNotCreatedBeforeAProfiledMethodIsCalled(CapturedOutput output) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(LazyRegistry.class,
				OnMethod.class)) {
			assertThat(context.getBeanFactory().containsSingleton("lazyRegistry")).isFalse();
			context.getBean(OnMethod.class).profiled();
			assertThat(context.getBeanFactory().containsSingleton("lazyRegistry")).isTrue();
		}
		assertThat(output).doesNotContain("not eligible for getting processed");
	}

	@Test
	void methodWorksWithoutARegistry() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(NoRegistry.class,
				OnMethod.class)) {
			assertThat(context.getBean(OnMethod.class).profiled()).isNotNull();
		}
	}

	@Test
	void oneWarningNamesTheMethodsThatCannotBeIntercepted(CapturedOutput output) {
		try (AnnotationConfigApplicationContext context = ProfiledContexts.start(true, Unreachable.class)) {
			assertThat(context.getBean(Unreachable.class)).isNotNull();
		}
		assertThat(output)
			.containsOnlyOnce("@Profiled has no effect on some methods of " + Unreachable.class.getName());
		assertThat(output).contains("hidden(String) is private", "shared() is static").doesNotContain("fine()");
	}

	@Test
	void oneWarningNamesTheFinalMethodForWhichABeanIsLeftAlone(CapturedOutput output) {
		try (AnnotationConfigApplicationContext context = ProfiledContexts.start(true, FinalMethod.class)) {
			assertThat(context.getBean(FinalMethod.class).work()).isNotNull();
			assertThat(AopUtils.isAopProxy(context.getBean(FinalMethod.class))).isFalse();
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("WARN"))).singleElement()
			.asString()
			.contains("FinalMethod is not profiled: its method fixed() is final");
	}

	@Test
	void methodThatIsInNoInterfaceOfAnInterfaceProxyIsWarnedOf(CapturedOutput output) {
		try (AnnotationConfigApplicationContext context = ProfiledContexts.start(false, BesideInterface.class)) {
			assertThat(context.getBean(Declared.class)).isNotNull();
		}
		assertThat(output).contains("extra() is in no interface of the bean").doesNotContain("work() is");
	}

	@Test
	void finalClassWithoutInterfaceIsWarnedOfAndWorks(CapturedOutput output) {
		try (AnnotationConfigApplicationContext context = ProfiledContexts.start(true, Final.class)) {
			assertThat(context.getBean(Final.class).work()).isNotNull();
			assertThat(new Profiles(context).names()).isEmpty();
		}
		assertThat(output).containsOnlyOnce("of " + Final.class.getName() + " is not profiled: its class is final")
			.contains("remove 'final'");
	}

	@Test
	void finalClassThatIsDeclaredAsItsInterfaceIsProfiledThroughIt(CapturedOutput output) {
		try (AnnotationConfigApplicationContext context = ProfiledContexts.start(true, DeclaredAsInterface.class)) {
			context.getBean(Declared.class).work();
			assertThat(new Profiles(context).get("FinalWithInterface.work").count()).isEqualTo(1);
		}
		assertThat(output).doesNotContain("not profiled");
	}

	@Test
	void finalClassThatMayBeAskedForByItsClassIsLeftAlone(CapturedOutput output) {
		try (AnnotationConfigApplicationContext context = ProfiledContexts.start(true, FinalWithInterface.class)) {
			assertThat(context.getBean(FinalWithInterface.class).work()).isNotNull();
		}
		assertThat(output).containsOnlyOnce("is not profiled: its class is final");
	}

	static class OnMethod {

		@Profiled
		public Object profiled() {
			return new byte[1000];
		}

		public Object other() {
			return new byte[1000];
		}

	}

	static class FirstHeir extends OnMethod {

	}

	static class SecondHeir extends OnMethod {

	}

	static class ThirdHeir extends OnMethod {

	}

	@Profiled("type")
	static class OnType {

		public Object first() {
			return new byte[1000];
		}

		@Profiled("special")
		public Object second() {
			return new byte[1000];
		}

		Object notPublic() {
			return new byte[1000];
		}

	}

	interface Generic<T> {

		@Profiled
		void generic(T value);

	}

	interface Declared extends Generic<String> {

		@Profiled
		Object work();

	}

	static class OnInterface implements Declared {

		@Override
		public Object work() {
			return new byte[1000];
		}

		@Override
		public void generic(String value) {
		}

	}

	static class BesideInterface extends OnInterface {

		@Profiled
		public void extra() {
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@Profiled("hot")
	@interface Hot {

	}

	static class OnMeta {

		@Hot
		public Object work() {
			return new byte[1000];
		}

	}

	static class Failing {

		@Profiled
		public void fail(RuntimeException failure) {
			throw failure;
		}

	}

	static class Outer {

		private final OnMethod inner;

		Outer(OnMethod inner) {
			this.inner = inner;
		}

		@Profiled
		public Object work() {
			byte[] own = new byte[2000];
			this.inner.profiled();
			return own;
		}

	}

	static class Plain {

	}

	static class Unreachable {

		@Profiled
		private void hidden(String text) {
		}

		@Profiled
		public static void shared() {
		}

		@Profiled
		public void fine() {
			hidden("");
		}

	}

	static class FinalMethod {

		@Profiled
		public final void fixed() {
		}

		@Profiled
		public Object work() {
			return new byte[1000];
		}

	}

	static final class Final {

		@Profiled
		public Object work() {
			return new byte[1000];
		}

	}

	static final class FinalWithInterface implements Declared {

		@Override
		public Object work() {
			return new byte[1000];
		}

		@Override
		public void generic(String value) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DeclaredAsInterface {

		@Bean
		Declared declared() {
			return new FinalWithInterface();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ProxiedTwice {

		@Bean
		OnMethod inner() {
			return new OnMethod();
		}

		@Bean
		Object twice(OnMethod inner) {
			ProxyFactory proxyFactory = new ProxyFactory(inner);
			proxyFactory.setProxyTargetClass(true);
			return proxyFactory.getProxy();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Advising {

		@Bean
		Object advised() {
			ProxyFactory proxyFactory = new ProxyFactory(new OnMethod());
			proxyFactory.setProxyTargetClass(true);
			proxyFactory.addAdvice((MethodInterceptor) (invocation) -> {
				Object wasted = new byte[5000];
				return (wasted.hashCode() != 0) ? invocation.proceed() : invocation.proceed();
			});
			return proxyFactory.getProxy();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyRegistry {

		@Bean
		@Lazy
		ProfileRegistry lazyRegistry() {
			return new ProfileRegistry();
		}

		@Bean
		static ProfiledBeanPostProcessor profiledPostProcessor(ObjectProvider<ProfileRegistry> registry) {
			return new ProfiledBeanPostProcessor(registry);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoRegistry {

		@Bean
		static ProfiledBeanPostProcessor profiledPostProcessor(ObjectProvider<ProfileRegistry> registry) {
			return new ProfiledBeanPostProcessor(registry);
		}

	}

}
