package io.logicgraph.memory.metrics;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JvmMemory}.
 */
class JvmMemoryTests {

	@Test
	void allocatedBytesAreThereWhereTheyAreCounted() {
		assertThat(JvmMemory.allocatedBytes().isPresent()).isEqualTo(JvmMemory.countsAllocatedBytes());
	}

	@Test
	void allocatedBytesAreUnknownWhileTheJvmDoesNotCountThem() {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		threads.setThreadAllocatedMemoryEnabled(false);
		try {
			assertThat(JvmMemory.countsAllocatedBytes()).isFalse();
			assertThat(JvmMemory.allocatedBytes()).isEmpty();
		}
		finally {
			threads.setThreadAllocatedMemoryEnabled(true);
		}
	}

}
