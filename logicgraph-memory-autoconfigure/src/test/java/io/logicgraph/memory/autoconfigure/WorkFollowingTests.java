package io.logicgraph.memory.autoconfigure;

import java.util.concurrent.CompletableFuture;

import io.logicgraph.memory.actuate.endpoint.Following;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.Profiled;
import io.logicgraph.memory.profile.Quality;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Hooks;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkFollowing}: which work is followed to other threads, and what to
 * write where it is not.
 */
@ExtendWith(OutputCaptureExtension.class)
class WorkFollowingTests {

	private static final String PROPAGATE = "spring.task.execution.propagate-context=true";

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(ContextPoolAutoConfiguration.class, MemoryAutoConfiguration.class, MemoryProfiledAutoConfiguration.class));

	@AfterEach
	void reset() {
		Hooks.disableAutomaticContextPropagation();
	}

	@Test
	void tasksAndReactorAreNotFollowedByDefaultAndTheReasonSaysWhatToWrite() {
		this.runner.run((context) -> {
			WorkFollowing following = context.getBean(WorkFollowing.class);
			assertThat(following.get()).containsOnlyKeys("tasks", "reactor");
			assertThat(following.get().get("tasks").reason()).contains("spring.task.execution.propagate-context: true");
			assertThat(following.get().get("reactor").reason()).contains("spring.reactor.context-propagation: auto");
		});
	}

	@Test
	void theyAreFollowedOnceSwitchedOn() {
		Hooks.enableAutomaticContextPropagation();
		this.runner.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
			.withPropertyValues(PROPAGATE)
			.run((context) -> {
				WorkFollowing following = context.getBean(WorkFollowing.class);
				assertThat(following.get()).containsEntry("tasks", Following.YES)
					.containsEntry("reactor", Following.YES);
				assertThat(following.advice()).isEmpty();
			});
	}

	@Test
	void tasksAreNotFollowedByAPropertyThatNothingReads() {
		this.runner.withPropertyValues(PROPAGATE)
			.run((context) -> assertThat(context.getBean(WorkFollowing.class).get().get("tasks").followed()).isFalse());
	}

	@Test
	void tasksAreFollowedByADecoratorOfTheApplication() {
		this.runner.withBean(TaskDecorator.class, ContextPropagatingTaskDecorator::new)
			.run((context) -> assertThat(context.getBean(WorkFollowing.class).get()).containsEntry("tasks",
					Following.YES));
	}

	@Test
	void firstPartialFigureIsLoggedWithTheLinesToWriteAndOnlyTheFirst(CapturedOutput output) {
		this.runner.withBean(Work.class).run((context) -> {
			Work work = context.getBean(Work.class);
			for (int i = 0; i < 3; i++) {
				CompletableFuture<String> stage = new CompletableFuture<>();
				work.start(stage);
				Thread thread = new Thread(() -> stage.complete("done"));
				thread.start();
				thread.join();
			}
			assertThat(context.getBean(ProfileRegistry.class).snapshots()).singleElement().satisfies((profile) -> {
				assertThat(profile.count()).isEqualTo(3);
				assertThat(profile.quality()).isEqualTo(Quality.PARTIAL);
			});
		});
		assertThat(output).containsOnlyOnce("The bytes of 'Work.start' are partial")
			.containsOnlyOnce("spring.task.execution.propagate-context: true");
	}

	static class Work {

		@Profiled
		public CompletableFuture<String> start(CompletableFuture<String> stage) {
			return stage;
		}

	}

}
