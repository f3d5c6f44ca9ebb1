package io.logicgraph.memory.pool;

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link PoolConfig}.
 */
class PoolConfigTests {

	@Test
	void defaultsAndPresetsAreThoseThatAreDocumented() {
		assertSizes(PoolConfig.defaults(), 100, 16);
		assertSizes(PoolConfig.lowConcurrency(), 50, 16);
		assertSizes(PoolConfig.highConcurrency(), 200, 32);
		assertSizes(PoolConfig.veryHighConcurrency(), 1000, 64);
		assertThat(PoolConfig.defaults().trackStats()).isTrue();
		assertThat(PoolConfig.defaults().leakDetection()).isEqualTo(LeakDetection.SAMPLED);
	}

	private static void assertSizes(PoolConfig config, int maxPooled, int initialCapacity) {
		assertThat(config.maxPooled()).isEqualTo(maxPooled);
		assertThat(config.initialCapacity()).isEqualTo(initialCapacity);
		try (ContextPool pool = new ContextPool(config)) {
			assertThat(pool.config()).isEqualTo(config);
		}
	}

	@Test
	void toBuilderKeepsEverySetting() {
		PoolConfig config = new PoolConfig(7, 8, false, 3, Duration.ofSeconds(4), 99, LeakDetection.FULL,
				Duration.ofSeconds(5));
		assertThat(config.toBuilder().build()).isEqualTo(config);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void settingOutOfItsRangeIsRefusedByName(String name, String value, UnaryOperator<PoolConfig.Builder> change) {
		assertThatIllegalArgumentException().isThrownBy(() -> change.apply(PoolConfig.builder()).build())
			.withMessageContaining(name)
			.withMessageContaining(value);
	}

	static Stream<Arguments> settingOutOfItsRangeIsRefusedByName() {
		return Stream.of(wrong("maxPooled", "0", (builder) -> builder.maxPooled(0)),
				wrong("maxPooled", "1000001", (builder) -> builder.maxPooled(1_000_001)),
				wrong("initialCapacity", "0", (builder) -> builder.initialCapacity(0)),
				wrong("initialCapacity", "16777217", (builder) -> builder.initialCapacity((1 << 24) + 1)),
				wrong("minIdle", "-1", (builder) -> builder.minIdle(-1)),
				wrong("minIdle", "101", (builder) -> builder.minIdle(101)),
				wrong("maxRetainedCapacity", "0", (builder) -> builder.maxRetainedCapacity(0)),
				wrong("maxRetainedCapacity", "15", (builder) -> builder.maxRetainedCapacity(15)),
				wrong("maxRetainedCapacity", "16777217", (builder) -> builder.maxRetainedCapacity((1 << 24) + 1)),
				wrong("idleTimeout", "PT-1S", (builder) -> builder.idleTimeout(Duration.ofSeconds(-1))),
				wrong("idleTimeout", "PT", (builder) -> builder.idleTimeout(Duration.ofSeconds(Long.MAX_VALUE))),
				wrong("leakThreshold", "PT0S", (builder) -> builder.leakThreshold(Duration.ZERO)),
				wrong("leakThreshold", "PT", (builder) -> builder.leakThreshold(Duration.ofSeconds(Long.MAX_VALUE))));
	}

	private static Arguments wrong(String name, String value, UnaryOperator<PoolConfig.Builder> change) {
		return arguments(name, value, change);
	}

	@Test
	void missingSettingsAreRefused() {
		assertThatNullPointerException().isThrownBy(() -> PoolConfig.builder().idleTimeout(null).build())
			.withMessage("idleTimeout");
		assertThatNullPointerException().isThrownBy(() -> PoolConfig.builder().leakDetection(null).build())
			.withMessage("leakDetection");
		assertThatNullPointerException().isThrownBy(() -> PoolConfig.builder().leakThreshold(null).build())
			.withMessage("leakThreshold");
	}

}
