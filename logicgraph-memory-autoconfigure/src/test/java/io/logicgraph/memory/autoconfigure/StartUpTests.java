package io.logicgraph.memory.autoconfigure;

import java.util.function.Supplier;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the library asks of the bean factory when a web service starts. Until
 * all beans are defined, a look-up by type goes through all definitions: there are a few
 * hundred look-ups in a start, so a further definition costs each of them, and a further
 * look-up is what a service with many beans notices. The bounds leave room for a few more
 * than there are, and for updates of Spring.
 */
class StartUpTests {

	@Test
	void definesFewBeansAndLooksFewUpByType() {
		CountingBeanFactory without = start(false);
		CountingBeanFactory with = start(true);
		assertThat(with.getBeanDefinitionCount() - without.getBeanDefinitionCount()).isBetween(1, 35);
		assertThat(with.lookUps - without.lookUps).isBetween(1, 30);
	}

	private static CountingBeanFactory start(boolean enabled) {
		CountingBeanFactory beanFactory = new CountingBeanFactory();
		SpringApplication application = new SpringApplication(Application.class);
		application.setBannerMode(Banner.Mode.OFF);
		application.setApplicationContextFactory(
				(type) -> new AnnotationConfigServletWebServerApplicationContext(beanFactory));
		try (ConfigurableApplicationContext context = application.run("--server.port=0",
				"--management.endpoints.web.exposure.include=*", "--logicgraph.memory.enabled=" + enabled)) {
			assertThat(context.isRunning()).isTrue();
		}
		return beanFactory;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableUnsecuredAutoConfiguration
	static class Application {

	}

	/**
	 * Counts look-ups by type that can't be answered from a cache.
	 */
	private static final class CountingBeanFactory extends DefaultListableBeanFactory {

		private int lookUps;

		private boolean counted;

		@Override
		public String[] getBeanNamesForType(ResolvableType type, boolean includeNonSingletons, boolean allowEagerInit) {
			return count(() -> super.getBeanNamesForType(type, includeNonSingletons, allowEagerInit));
		}

		@Override
		public String[] getBeanNamesForType(Class<?> type, boolean includeNonSingletons, boolean allowEagerInit) {
			return count(() -> super.getBeanNamesForType(type, includeNonSingletons, allowEagerInit));
		}

		/**
		 * Count the look-up, but not the other one of the two that it goes through.
		 */
		private String[] count(Supplier<String[]> lookUp) {
			if (this.counted || isConfigurationFrozen()) {
				return lookUp.get();
			}
			this.counted = true;
			this.lookUps++;
			try {
				return lookUp.get();
			}
			finally {
				this.counted = false;
			}
		}

	}

}
