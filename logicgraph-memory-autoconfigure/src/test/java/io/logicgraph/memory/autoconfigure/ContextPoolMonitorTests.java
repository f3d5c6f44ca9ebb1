package io.logicgraph.memory.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.logicgraph.memory.metrics.MemoryMetrics;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PoolConfig;
import io.logicgraph.memory.pool.PooledContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ContextPoolMonitor}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ContextPoolMonitorTests {

	private static final String LOGGER = ContextPoolMonitor.class.getName();

	private final LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());

	private final ContextPool pool = pool(PoolConfig.builder().maxPooled(1).build());

	private long nanoTime;

	private final ContextPoolMonitor monitor = monitor(this.pool);

	@BeforeEach
	void logDebug() {
		this.logging.setLogLevel(LOGGER, LogLevel.DEBUG);
	}

	@AfterEach
	void tidyUp() {
		this.logging.setLogLevel(LOGGER, null);
		this.pool.close();
	}

	@Test
	void eachCheckLogsOneLineOfStatisticsAtDebug(CapturedOutput output) {
		reuse(4);
		this.monitor.check(this.nanoTime);
		assertThat(output.getOut().lines()).singleElement()
			.asString()
			.contains("DEBUG")
			.contains("Context pool 'orders': 4 acquired since the last check, 75.0% of them reused; 1 idle, 0 active")
			.endsWith("in all 4 acquired, 75.0% reused");
		reuse(6);
		this.monitor.check(this.nanoTime);
		assertThat(output).contains("6 acquired since the last check, 100.0% of them reused")
			.contains("in all 10 acquired, 90.0% reused");
	}

	@Test
	void poolThatDoesNotTrackStatisticsIsSkipped(CapturedOutput output) {
		ContextPool untracked = pool(PoolConfig.builder().trackStats(false).build());
		monitor(untracked).check(this.nanoTime);
		assertThat(output).isEmpty();
	}

	@Test
	void lowReuseWarnsAndSaysThatThePoolIsTooSmall(CapturedOutput output) {
		holdAtOnce(200);
		this.monitor.check(this.nanoTime);
		assertThat(output).contains("WARN")
			.contains("Context pool 'orders' reused only 0.0% of 200 contexts since the last check, less than 50%. "
					+ "199 came back while the pool was full: raise logicgraph.memory.pool.max-pooled above 1");
	}

	@Test
	void lowReuseOfTheIntervalWarnsThoughTheOverallRateIsHigh(CapturedOutput output) {
		reuse(100_000);
		this.monitor.check(this.nanoTime);
		assertThat(output).doesNotContain("WARN");
		holdAtOnce(200);
		this.monitor.check(this.nanoTime);
		assertThat(output).contains("reused only 0.5% of 200 contexts");
	}

	@Test
	void oversizedContextsAreNamedAsTheCause(CapturedOutput output) {
		ContextPool pool = pool(PoolConfig.builder().initialCapacity(1).maxRetainedCapacity(4).build());
		for (int i = 0; i < 100; i++) {
			try (PooledContext context = pool.lease()) {
				for (int key = 0; key < 100; key++) {
					context.set("key" + key, key);
				}
			}
		}
		monitor(pool).check(this.nanoTime);
		assertThat(output)
			.contains("100 had grown too large to be kept: raise logicgraph.memory.pool.max-retained-capacity above 4");
	}

	@Test
	void contextsThatAreNotGivenBackAreNamedAsTheCause(CapturedOutput output) {
		List<PooledContext> held = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			held.add(this.pool.lease());
		}
		this.monitor.check(this.nanoTime);
		assertThat(output).contains("100 were not released: close contexts with try-with-resources");
		held.forEach(PooledContext::close);
	}

	@Test
	void tooFewAcquisitionsAreNotJudged(CapturedOutput output) {
		holdAtOnce(99);
		this.monitor.check(this.nanoTime);
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void lowPhaseWarnsOnce(CapturedOutput output) {
		checkLow();
		checkLow();
		this.monitor.check(this.nanoTime);
		checkLow();
		assertThat(warnings(output)).isEqualTo(1);
	}

	@Test
	void newLowPhaseWarnsAgain(CapturedOutput output) {
		checkLow();
		reuse(200);
		this.monitor.check(this.nanoTime);
		checkLow();
		assertThat(warnings(output)).isEqualTo(2);
	}

	@Test
	void lowPhaseThatLastsWarnsAgainAfterAnHour(CapturedOutput output) {
		checkLow();
		this.nanoTime += Duration.ofMinutes(59).toNanos();
		checkLow();
		assertThat(warnings(output)).isEqualTo(1);
		this.nanoTime += Duration.ofMinutes(1).toNanos();
		checkLow();
		assertThat(warnings(output)).isEqualTo(2);
	}

	@Test
	void canBeStartedAgainAfterStop() {
		ContextPoolMonitor monitor = new ContextPoolMonitor(Map::of, Duration.ofHours(1), new Percentage(50));
		assertThat(monitor.isRunning()).isFalse();
		monitor.start();
		monitor.start();
		assertThat(monitor.isRunning()).isTrue();
		monitor.stop();
		monitor.stop();
		assertThat(monitor.isRunning()).isFalse();
		monitor.start();
		assertThat(monitor.isRunning()).isTrue();
		monitor.stop();
	}

	private void checkLow() {
		holdAtOnce(200);
		this.monitor.check(this.nanoTime);
	}

	private void reuse(int times) {
		for (int i = 0; i < times; i++) {
			this.pool.lease().close();
		}
	}

	private void holdAtOnce(int count) {
		List<PooledContext> held = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			held.add(this.pool.lease());
		}
		held.forEach(PooledContext::close);
	}

	private ContextPoolMonitor monitor(ContextPool pool) {
		return new ContextPoolMonitor(() -> Map.of("orders", pool), Duration.ofHours(1), new Percentage(50));
	}

	private static ContextPool pool(PoolConfig config) {
		return new ContextPool("orders", config, new MemoryMetrics());
	}

	private static long warnings(CapturedOutput output) {
		return output.getOut().lines().filter((line) -> line.contains("WARN")).count();
	}

}
