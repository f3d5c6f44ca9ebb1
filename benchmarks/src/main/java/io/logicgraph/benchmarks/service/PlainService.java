package io.logicgraph.benchmarks.service;

import java.lang.management.ManagementFactory;

import com.sun.management.OperatingSystemMXBean;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * A web service with the actuator that ends as soon as it has started, and prints how
 * long that took on the clock and on the processors. Knows nothing of the library, which
 * is on the class path or not.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class PlainService {

	private PlainService() {
	}

	public static void main(String[] args) throws Exception {
		int beans = Integer.getInteger("beans", 0);
		SpringApplication application = new SpringApplication(PlainService.class);
		application.addInitializers((context) -> ManyBeans.register(context, beans));
		application.addListeners((ApplicationListener<ApplicationReadyEvent>) PlainService::printTimeTaken);
		try (ConfigurableApplicationContext context = application.run(args)) {
			context.getBeanDefinitionCount();
		}
	}

	private static void printTimeTaken(ApplicationReadyEvent event) {
		OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
		System.out.println("started-nanos=" + event.getTimeTaken().toNanos());
		System.out.println("cpu-nanos=" + system.getProcessCpuTime());
	}

}
