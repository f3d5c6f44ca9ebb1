package io.logicgraph.memory.profile;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FirstSamplesTests {

	private final FirstSamples samples = new FirstSamples();

	@Test
	void oneSampleIsLeftOutForEachCarrierThatWasThereBefore() {
		this.samples.expect(100);
		this.samples.expect(100);
		assertThat(this.samples.isFirst(99)).isFalse();
		assertThat(this.samples.isFirst(150)).isTrue();
		assertThat(this.samples.isFirst(100)).isTrue();
		assertThat(this.samples.isFirst(100)).isFalse();
	}

	@Test
	void ordinarySampleDoesNotStandForACarrierThatHadAllocatedMore() {
		this.samples.expect(8);
		this.samples.expect(1_000);
		assertThat(this.samples.isFirst(10)).isTrue();
		assertThat(this.samples.isFirst(10)).isFalse();
		assertThat(this.samples.isFirst(1_010)).isTrue();
	}

}
