package io.logicgraph.memory.aop;

import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import io.logicgraph.memory.profile.ProfileSnapshot;
import io.logicgraph.memory.profile.Profiled;
import io.logicgraph.memory.profile.Quality;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Profiling of Spring Data's repositories, whose last advice never goes on to a target.
 */
@ExtendWith(OutputCaptureExtension.class)
class RepositoryProfilingTests {

	private static final String PACKAGE = "io.logicgraph.memory.aop";

	@Test
	void annotatedInterfaceCountsItsMethodsAndThoseItInherits(CapturedOutput output) {
		try (AnnotationConfigApplicationContext context = start(List.of())) {
			Profiles profiles = new Profiles(context);
			profiles.settle(context.getBean(AnnotatedRepository.class)::answer);
			context.getBean(AnnotatedRepository.class).findAll();
			context.getBean(AnnotatedRepository.class).findByCustomer("one");
			context.getBean(AnnotatedRepository.class).answer();
			context.getBean(PlainRepository.class).findAll();
			assertThat(profiles.names()).containsExactly("AnnotatedRepository.answer", "AnnotatedRepository.findAll",
					"AnnotatedRepository.findByCustomer");
			assertCounted(profiles, "AnnotatedRepository.findAll", 1);
			assertCounted(profiles, "AnnotatedRepository.findByCustomer", 1);
			assertThat(profiles.get("AnnotatedRepository.answer").totalBytes()).isBetween(1016L, 100_000L);
		}
		assertThat(output).doesNotContain("WARN", "not profiled");
	}

	@Test
	void annotatedMethodIsCounted() {
		try (AnnotationConfigApplicationContext context = start(List.of())) {
			context.getBean(MethodRepository.class).findByCustomer("one");
			context.getBean(MethodRepository.class).findByCustomer("one");
			context.getBean(MethodRepository.class).findAll();
			assertThat(new Profiles(context).names()).containsExactly("byCustomer");
			assertCounted(new Profiles(context), "byCustomer", 2);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "*PlainRepository", "repositoryProfilingTests.PlainRepository", PACKAGE,
			PACKAGE + ".RepositoryProfilingTests$PlainRepository", "execution(* io.logicgraph..*Repository.find*(..))",
			"execution(* io.logicgraph.memory.aop.*.*(..))", "within(io.logicgraph..*)" })
	void repositoryIsCountedByPattern(String pattern) {
		try (AnnotationConfigApplicationContext context = start(List.of(pattern))) {
			PlainRepository repository = context.getBean(PlainRepository.class);
			repository.findAll();
			repository.findByCustomer("one");
			repository.findByCustomer("two");
			assertCounted(new Profiles(context), "PlainRepository.findAll", 1);
			assertCounted(new Profiles(context), "PlainRepository.findByCustomer", 2);
		}
	}

	@Test
	void methodsOfTwoRepositoriesAreToldApart() {
		try (AnnotationConfigApplicationContext context = start(List.of("*Repository"))) {
			context.getBean(PlainRepository.class).findAll();
			context.getBean(MethodRepository.class).findAll();
			context.getBean(MethodRepository.class).findAll();
			assertThat(new Profiles(context).get("PlainRepository.findAll").count()).isEqualTo(1);
			assertThat(new Profiles(context).get("MethodRepository.findAll").count()).isEqualTo(2);
		}
	}

	@Test
	void bytesAreThoseOfTheRows() {
		try (AnnotationConfigApplicationContext context = start(List.of())) {
			AnnotatedRepository repository = context.getBean(AnnotatedRepository.class);
			for (int i = 0; i < 20; i++) {
				repository.findAll();
			}
			long few = new Profiles(context).get("AnnotatedRepository.findAll").lastBytes();
			for (int i = 0; i < 100; i++) {
				Purchase purchase = new Purchase();
				purchase.customer = "c".repeat(200);
				repository.save(purchase);
			}
			repository.findAll();
			long many = new Profiles(context).get("AnnotatedRepository.findAll").lastBytes();
			assertThat(many - few).as("bytes of 100 rows with 200 characters").isGreaterThan(100 * 200);
		}
	}

	private static void assertCounted(Profiles profiles, String name, long count) {
		ProfileSnapshot profile = profiles.get(name);
		assertThat(profile.count()).isEqualTo(count);
		assertThat(profile.quality()).isEqualTo(Quality.EXACT);
		assertThat(profile.totalBytes()).isGreaterThan(1000);
	}

	private static AnnotationConfigApplicationContext start(List<String> include) {
		AnnotationConfigApplicationContext context = ProfiledContexts.withPatterns(include, List.of());
		context.register(Database.class);
		context.refresh();
		return context;
	}

	@Entity(name = "Purchase")
	static class Purchase {

		@Id
		@GeneratedValue
		private Long id;

		private String customer;

	}

	@Profiled
	interface AnnotatedRepository extends JpaRepository<Purchase, Long> {

		List<Purchase> findByCustomer(String customer);

		default Object answer() {
			return new byte[1000];
		}

	}

	interface MethodRepository extends JpaRepository<Purchase, Long> {

		@Profiled("byCustomer")
		List<Purchase> findByCustomer(String customer);

	}

	interface PlainRepository extends JpaRepository<Purchase, Long> {

		List<Purchase> findByCustomer(String customer);

	}

	@Configuration(proxyBeanMethods = false)
	@EnableJpaRepositories(considerNestedRepositories = true, basePackageClasses = RepositoryProfilingTests.class,
			includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = JpaRepository.class))
	static class Database {

		@Bean
		DataSource dataSource() {
			return new SingleConnectionDataSource("jdbc:h2:mem:", true);
		}

		@Bean
		LocalContainerEntityManagerFactoryBean entityManagerFactory(DataSource dataSource) {
			LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
			factory.setDataSource(dataSource);
			factory.setPackagesToScan(PACKAGE);
			factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
			factory.setJpaPropertyMap(Map.of("hibernate.hbm2ddl.auto", "create-drop"));
			return factory;
		}

		@Bean
		PlatformTransactionManager transactionManager(EntityManagerFactory entityManagerFactory) {
			return new JpaTransactionManager(entityManagerFactory);
		}

	}

}
