package io.logicgraph.memory.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.logicgraph.memory.pool.ContextPool;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the {@link ContextPoolMonitor} of {@link MemoryAutoConfiguration}.
 */
class MemoryAutoConfigurationMonitorTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ContextPoolAutoConfiguration.class, MemoryAutoConfiguration.class));

	@Test
	void monitorRunsWhileTheContextDoes() {
		ContextPoolMonitor[] monitor = new ContextPoolMonitor[1];
		this.contextRunner.run((context) -> {
			monitor[0] = context.getBean(ContextPoolMonitor.class);
			assertThat(monitor[0].isRunning()).isTrue();
		});
		assertThat(monitor[0].isRunning()).isFalse();
	}

	@Test
	void closedContextLeavesNoThread() throws InterruptedException {
		List<Thread> ofOthers = LibraryThreads.alive();
		List<Thread> started = new ArrayList<>();
		this.contextRunner.run((context) -> {
			context.getBean(ContextPool.class).lease().close();
			started.addAll(LibraryThreads.alive());
			started.removeAll(ofOthers);
			assertThat(started).extracting(Thread::getName).contains("logicgraph-monitor");
		});
		for (Thread thread : started) {
			thread.join(30_000);
			assertThat(thread.isAlive()).isFalse();
		}
	}

	@Test
	void monitorIsLeftOutWithoutPool() {
		this.contextRunner.withPropertyValues("logicgraph.memory.pool.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ContextPoolMonitor.class));
	}

	@Test
	void monitorIsThereForAPoolOfTheUser() {
		this.contextRunner.withPropertyValues("logicgraph.memory.pool.enabled=false")
			.withBean("orders", ContextPool.class)
			.run((context) -> assertThat(context).hasSingleBean(ContextPoolMonitor.class));
	}

	@Test
	void monitorIsLeftOutWhenDisabled() {
		this.contextRunner.withPropertyValues("logicgraph.memory.monitor.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ContextPoolMonitor.class));
	}

	@Test
	void monitorIsLeftOutWhenEverythingIsDisabled() {
		this.contextRunner.withPropertyValues("logicgraph.memory.enabled=false")
			.withBean("orders", ContextPool.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ContextPoolMonitor.class));
	}

}
