package io.logicgraph.memory.aop;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.logicgraph.memory.aop.base.Base;
import io.logicgraph.memory.profile.ProfileSnapshot;
import io.logicgraph.memory.profile.Profiled;
import io.logicgraph.memory.profile.Quality;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Min;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.PriorityOrdered;
import org.springframework.dao.annotation.PersistenceExceptionTranslationPostProcessor;
import org.springframework.dao.support.PersistenceExceptionTranslator;
import org.springframework.mock.http.client.MockClientHttpResponse;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.MethodValidationPostProcessor;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each kind of bean is either counted, each call once and in one row, or warned of, and
 * the application starts and works. See {@link RepositoryProfilingTests} for
 * repositories.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProfiledBeanKindsTests {

	private static final long BLOCK_BYTES = 1016;

	@ParameterizedTest
	@MethodSource
	void areCounted(Kind kind, CapturedOutput output) {
		for (List<String> include : List.of(List.<String>of(), List.of("io.logicgraph.memory.aop", "bean"))) {
			try (AnnotationConfigApplicationContext context = start(include, kind.configuration())) {
				Work work = context.getBean("bean", Work.class);
				Profiles profiles = new Profiles(context);
				profiles.settle(work::work);
				for (int i = 0; i < 3; i++) {
					assertThat(context.getBean("bean", Work.class).work()).isInstanceOf(byte[].class);
				}
				ProfileSnapshot profile = profiles.get(kind.profile());
				assertThat(profile.count()).isEqualTo(3);
				assertThat(profile.quality()).isEqualTo(Quality.EXACT);
				if (kind.exact()) {
					assertThat(profile.totalBytes()).isEqualTo(3 * BLOCK_BYTES);
				}
				else {
					assertThat(profile.totalBytes()).isGreaterThan(3 * BLOCK_BYTES);
				}
				assertThat(profiles.names()).filteredOn((name) -> name.endsWith(".work"))
					.containsExactly(kind.profile());
			}
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("WARN") && line.contains("Bean 'bean'")))
			.isEmpty();
	}

	static Stream<Named<Kind>> areCounted() {
		return Stream.of(kind("class", OfClass.class, "Worker.work"),
				kind("interface proxy by hand", ProxyByHand.class, "Worker.work", false),
				kind("proxy whose last advice doesn't go on", AnsweringProxy.class, "Work.work", false),
				kind("proxy without target", NoTarget.class, "Work.work", false),
				kind("JDK proxy that is not Spring's", JdkProxy.class, "Work.work", false),
				kind("scoped proxy", OfScopedProxy.class, "Worker.work"),
				kind("prototype", OfPrototype.class, "Worker.work"), kind("lazy", OfLazy.class, "Worker.work"),
				kind("product of a factory bean", OfFactory.class, "Worker.work"),
				kind("inherited", OfInherited.class, "Heir.work"), kind("generic", OfGeneric.class, "Generic.work"),
				kind("default method", OfDefault.class, "Default.work"),
				kind("inherited interface", OfSubInterface.class, "SubWorker.work"),
				kind("final class declared as interface", OfFinal.class, "FinalWorker.work"),
				kind("lambda", OfLambda.class, "Work.work"),
				kind("validated", OfValidated.class, "ValidatedWorker.work"),
				kind("exception translation", OfRepository.class, "RepositoryWorker.work"),
				kind("async", OfAsync.class, "AsyncWorker.work"),
				kind("circular reference", OfCircle.class, "Circular.work"));
	}

	@ParameterizedTest
	@MethodSource
	void areLeftAloneWithAWarning(Class<?> beanClass, String reason, CapturedOutput output) {
		for (List<String> include : List.of(List.<String>of(), List.of("bean"))) {
			try (AnnotationConfigApplicationContext context = ProfiledContexts.withPatterns(include, List.of())) {
				context.register(Scheduling.class);
				context.registerBean("bean", beanClass);
				context.refresh();
				assertThat(AopUtils.isAopProxy(context.getBean(beanClass))).isFalse();
				assertThat(new Profiles(context).names()).isEmpty();
			}
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("Bean 'bean' of " + beanClass.getName())))
			.hasSize(2)
			.allSatisfy((line) -> assertThat(line).contains("WARN", "is not profiled", reason));
	}

	static Stream<Arguments> areLeftAloneWithAWarning() {
		return Stream.of(arguments(FinalWorker.class, "its class is final"),
				arguments(RecordWorker.class, "its class is final"),
				arguments(FinalMethod.class, "its method fixed() is final"),
				arguments(AuditFilter.class, "final and would run on the proxy"),
				arguments(PrivateListener.class, "its private method listen() has annotations"),
				arguments(PrivateSchedule.class, "its private method schedule() has annotations"),
				arguments(PrivateHandler.class, "its private method hidden() has annotations"),
				arguments(InheritedHelper.class, "its method helper() is package-private in another package"),
				arguments(OpenField.class, "its field counter can be read from outside"));
	}

	@Test
	void beanThatIsMadeEarlyIsWarnedOf(CapturedOutput output) {
		try (AnnotationConfigApplicationContext context = start(List.of(), OfEarly.class)) {
			assertThat(context.getBean(Work.class).work()).isNotNull();
		}
		assertThat(
				output.getAll().lines().filter((line) -> line.contains("'bean'") && line.contains("is not profiled")))
			.singleElement()
			.asString()
			.contains("it was made before beans are profiled");
	}

	@Test
	void beanMethodOfAConfigurationIsCounted() {
		try (AnnotationConfigApplicationContext context = start(List.of(), AnnotatedConfiguration.class)) {
			assertThat(context.getBean("made")).isSameAs(context.getBean("user"));
			assertThat(new Profiles(context).get("AnnotatedConfiguration.made").count()).isGreaterThanOrEqualTo(1);
		}
	}

	@Test
	void objectThatIsNoBeanIsLeftAloneByWildcardsAndCountedByItsAnnotation() {
		try (AnnotationConfigApplicationContext context = start(List.of("*"), OfClass.class)) {
			assertThat(AopUtils.isAopProxy(context.getBeanFactory().createBean(SimplePlain.class))).isFalse();
			context.getBeanFactory().createBean(Worker.class);
			Work work = (Work) context.getBeanFactory().initializeBean(new Worker(), "other");
			work.work();
			assertThat(new Profiles(context).get("Worker.work").count()).isEqualTo(1);
		}
	}

	@Test
	void objectOfALibraryIsLeftAloneByWildcardsThoughTheApplicationDefinesIt() {
		try (AnnotationConfigApplicationContext context = start(List.of("*"), OfLibrary.class)) {
			assertThat(AopUtils.isAopProxy(context.getBean(JsonMapper.class))).isFalse();
		}
		try (AnnotationConfigApplicationContext context = start(List.of("execution(* tools.jackson.core..*(..))"),
				OfLibrary.class)) {
			assertThat(context.getBean(JsonMapper.class).writeValueAsString("text")).isEqualTo("\"text\"");
		}
	}

	@Test
	void adviceIsTheOutermostOfAProxyThatTheApplicationMade() {
		try (AnnotationConfigApplicationContext context = start(List.of(), ClassProxyByHand.class)) {
			context.getBean(Worker.class).work();
			assertThat(new Profiles(context).get("Worker.work").count()).isEqualTo(1);
		}
	}

	@Test
	void circularReferenceGetsTheProxy() {
		try (AnnotationConfigApplicationContext context = start(List.of(), OfCircle.class)) {
			assertThat(context.getBean(Partner.class).circular).isSameAs(context.getBean("bean"));
			context.getBean(Partner.class).circular.work();
			assertThat(new Profiles(context).get("Circular.work").count()).isEqualTo(1);
		}
	}

	@Test
	void adviceIsTheInnermostThoughOthersAddTheirsLater() {
		try (AnnotationConfigApplicationContext context = start(List.of(), OfValidated.class)) {
			Advised bean = (Advised) context.getBean("bean");
			assertThat(bean.getAdvisors()).hasSizeGreaterThan(1);
			assertThat(bean.getAdvisors()[bean.getAdvisorCount() - 1].getAdvice())
				.isInstanceOf(ProfiledInterceptor.class);
		}
	}

	@Test
	void classesOfTheSameNameAndOverloadsAreToldApart() {
		try (AnnotationConfigApplicationContext context = start(List.of(), Alike.class)) {
			context.getBean(First.Service.class).load(1);
			context.getBean(First.Service.class).load("text");
			context.getBean(First.Service.class).load();
			context.getBean(Second.Service.class).load();
			String prefix = ProfiledBeanKindsTests.class.getName();
			assertThat(new Profiles(context).names()).containsExactlyInAnyOrder(prefix + "$First$Service.load",
					prefix + "$First$Service.load(int)", prefix + "$First$Service.load(String)",
					prefix + "$Second$Service.load");
		}
	}

	@Test
	void httpClientIsCountedByAnnotationAndByPattern() {
		for (String pattern : List.of("", "client", "io.logicgraph.memory.aop", "io.logicgraph.memory.aop.**.*$Client",
				Client.class.getName(), "execution(* *..*Client.get(..))")) {
			AtomicInteger requests = new AtomicInteger();
			try (AnnotationConfigApplicationContext context = ProfiledContexts
				.withPatterns(pattern.isEmpty() ? List.of() : List.of(pattern), List.of())) {
				if (pattern.isEmpty()) {
					context.registerBean("client", AnnotatedClient.class,
							() -> client(AnnotatedClient.class, requests));
				}
				else {
					context.registerBean("client", Client.class, () -> client(Client.class, requests));
				}
				context.refresh();
				assertThat(context.getBean(Client.class).get()).isEqualTo("answer");
				assertThat(new Profiles(context).names()).as(pattern)
					.containsExactly(pattern.isEmpty() ? "AnnotatedClient.get" : "Client.get");
				assertThat(requests).hasValue(1);
			}
		}
	}

	private static <T> T client(Class<T> type, AtomicInteger requests) {
		RestClient restClient = RestClient.builder()
			.baseUrl("http://localhost")
			.requestInterceptor((request, body, execution) -> {
				requests.incrementAndGet();
				return new MockClientHttpResponse("answer".getBytes(), 200);
			})
			.build();
		return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(restClient)).build().createClient(type);
	}

	private static Arguments arguments(Class<?> type, String reason) {
		return Arguments.of(Named.of(type.getSimpleName(), type), reason);
	}

	private static Named<Kind> kind(String name, Class<?> configuration, String profile) {
		return kind(name, configuration, profile, true);
	}

	private static Named<Kind> kind(String name, Class<?> configuration, String profile, boolean exact) {
		return Named.of(name, new Kind(configuration, profile, exact));
	}

	private static AnnotationConfigApplicationContext start(List<String> include, Class<?> configuration) {
		AnnotationConfigApplicationContext context = ProfiledContexts.withPatterns(include, List.of());
		context.getBeanFactory().registerScope("thread", new SimpleThreadScope());
		context.register(configuration);
		context.refresh();
		return context;
	}

	/**
	 * A kind of bean.
	 *
	 * @param configuration what defines it
	 * @param profile name of the only profile
	 * @param exact whether nothing but the block is allocated inside
	 */
	record Kind(Class<?> configuration, String profile, boolean exact) {

	}

	interface Work {

		@Profiled
		Object work();

	}

	static class Worker implements Work {

		@Override
		public Object work() {
			return new byte[1000];
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfClass {

		@Bean
		Worker bean() {
			return new Worker();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ProxyByHand {

		@Bean
		Work bean() {
			ProxyFactory proxyFactory = new ProxyFactory(new Worker());
			proxyFactory.addAdvice((MethodInterceptor) (invocation) -> {
				Object wasted = new byte[5000];
				return (wasted.hashCode() != 0) ? invocation.proceed() : invocation.proceed();
			});
			return (Work) proxyFactory.getProxy();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AnsweringProxy {

		@Bean
		Work bean() {
			ProxyFactory proxyFactory = new ProxyFactory(Work.class, new AnsweringInterceptor());
			proxyFactory.setTarget(new Object());
			return (Work) proxyFactory.getProxy();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfLibrary {

		@Bean
		JsonMapper mapper() {
			return new JsonMapper();
		}

	}

	static class SimplePlain {

		public Object plain() {
			return new Object();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ClassProxyByHand {

		@Bean
		Worker bean() {
			ProxyFactory proxyFactory = new ProxyFactory(new Worker());
			proxyFactory.setProxyTargetClass(true);
			proxyFactory.addAdvice(new AnsweringInterceptor());
			return (Worker) proxyFactory.getProxy();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoTarget {

		@Bean
		Work bean() {
			return ProxyFactory.getProxy(Work.class, new AnsweringInterceptor());
		}

	}

	static class AnsweringInterceptor implements MethodInterceptor {

		@Override
		public Object invoke(MethodInvocation invocation) {
			return new byte[1001];
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class JdkProxy {

		@Bean
		Work bean() {
			return (Work) java.lang.reflect.Proxy.newProxyInstance(Work.class.getClassLoader(),
					new Class<?>[] { Work.class }, (proxy, method, arguments) -> switch (method.getName()) {
						case "hashCode" -> 1;
						case "equals" -> proxy == arguments[0];
						case "toString" -> "proxy";
						default -> new byte[1001];
					});
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfScopedProxy {

		@Bean
		@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
		Worker bean() {
			return new Worker();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfPrototype {

		@Bean
		@Scope("prototype")
		Worker bean() {
			return new Worker();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfLazy {

		@Bean
		@Lazy
		Worker bean() {
			return new Worker();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfFactory {

		@Bean
		FactoryBean<Worker> bean() {
			return new FactoryBean<>() {

				@Override
				public Worker getObject() {
					return new Worker();
				}

				@Override
				public Class<?> getObjectType() {
					return Worker.class;
				}

			};
		}

	}

	static class Heir extends Worker {

	}

	@Configuration(proxyBeanMethods = false)
	static class OfInherited {

		@Bean
		Heir bean() {
			return new Heir();
		}

	}

	interface GenericWork<T> extends Supplier<T>, Work {

		@Override
		T work();

	}

	static class Generic implements GenericWork<byte[]> {

		@Override
		public byte[] work() {
			return new byte[1000];
		}

		@Override
		public byte[] get() {
			return new byte[0];
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfGeneric {

		@Bean
		Generic bean() {
			return new Generic();
		}

	}

	interface DefaultWork extends Work {

		@Override
		default Object work() {
			return new byte[1000];
		}

	}

	static class Default implements DefaultWork {

	}

	@Configuration(proxyBeanMethods = false)
	static class OfDefault {

		@Bean
		Default bean() {
			return new Default();
		}

	}

	interface SubWork extends Work {

	}

	static class SubWorker implements SubWork {

		@Override
		public Object work() {
			return new byte[1000];
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfSubInterface {

		@Bean
		SubWorker bean() {
			return new SubWorker();
		}

	}

	static final class FinalWorker implements Work {

		@Override
		public Object work() {
			return new byte[1000];
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfFinal {

		@Bean
		Work bean() {
			return new FinalWorker();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfLambda {

		@Bean
		Work bean() {
			return () -> new byte[1000];
		}

	}

	@Validated
	static class ValidatedWorker implements Work {

		@Override
		public Object work() {
			return new byte[1000];
		}

		public int check(@Min(1) int value) {
			return value;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfValidated {

		@Bean
		ValidatedWorker bean() {
			return new ValidatedWorker();
		}

		@Bean
		static MethodValidationPostProcessor methodValidation() {
			MethodValidationPostProcessor postProcessor = new MethodValidationPostProcessor();
			postProcessor.setProxyTargetClass(true);
			return postProcessor;
		}

	}

	@Repository
	static class RepositoryWorker extends Worker {

	}

	@Configuration(proxyBeanMethods = false)
	static class OfRepository {

		@Bean
		RepositoryWorker bean() {
			return new RepositoryWorker();
		}

		@Bean
		PersistenceExceptionTranslator translator() {
			return (ex) -> null;
		}

		@Bean
		static PersistenceExceptionTranslationPostProcessor exceptionTranslation() {
			PersistenceExceptionTranslationPostProcessor postProcessor = new PersistenceExceptionTranslationPostProcessor();
			postProcessor.setProxyTargetClass(true);
			return postProcessor;
		}

	}

	static class AsyncWorker extends Worker {

		@Async
		public void later() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(proxyTargetClass = true)
	static class OfAsync {

		@Bean
		AsyncWorker bean() {
			return new AsyncWorker();
		}

	}

	static class Circular extends Worker {

		@Autowired
		Partner partner;

	}

	static class Partner {

		@Autowired
		Circular circular;

	}

	@Configuration(proxyBeanMethods = false)
	static class OfCircle {

		@Bean
		Circular bean() {
			return new Circular();
		}

		@Bean
		Partner partner() {
			return new Partner();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfEarly {

		@Bean
		static Worker bean() {
			return new Worker();
		}

		@Bean
		static NeedyPostProcessor needy(Worker worker) {
			return new NeedyPostProcessor();
		}

	}

	static class NeedyPostProcessor implements BeanPostProcessor, PriorityOrdered {

		@Override
		public int getOrder() {
			return 0;
		}

	}

	@Configuration
	static class AnnotatedConfiguration {

		@Bean
		@Profiled
		public StringBuilder made() {
			return new StringBuilder();
		}

		@Bean
		public Object user() {
			return made();
		}

	}

	record RecordWorker() implements Work {

		@Override
		public Object work() {
			return new byte[1000];
		}

	}

	static class FinalMethod extends Worker {

		public final Object fixed() {
			return this;
		}

	}

	static class AuditFilter extends OncePerRequestFilter {

		@Profiled
		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain) {
		}

	}

	static class PrivateListener extends Worker {

		@EventListener
		private void listen(ContextRefreshedEvent event) {
		}

	}

	static class PrivateSchedule extends Worker {

		@Scheduled(fixedDelay = 1_000_000)
		private void schedule() {
		}

	}

	static class PrivateHandler extends Worker {

		@GetMapping("/hidden")
		private String hidden() {
			return "";
		}

	}

	static class InheritedHelper extends Base {

		@Profiled
		public Object work() {
			return callHelper(this);
		}

	}

	static class OpenField extends Worker {

		int counter = 1;

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Scheduling {

	}

	static class First {

		@Profiled
		static class Service {

			public Object load() {
				return new byte[1000];
			}

			public Object load(int id) {
				return new byte[1000];
			}

			public Object load(String name) {
				return new byte[1000];
			}

		}

	}

	static class Second {

		@Profiled
		static class Service {

			public Object load() {
				return new byte[1000];
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Alike {

		@Bean
		First.Service first() {
			return new First.Service();
		}

		@Bean
		Second.Service second() {
			return new Second.Service();
		}

	}

	interface Client {

		@GetExchange("/")
		String get();

	}

	interface AnnotatedClient extends Client {

		@Override
		@Profiled
		@GetExchange("/")
		String get();

	}

}
