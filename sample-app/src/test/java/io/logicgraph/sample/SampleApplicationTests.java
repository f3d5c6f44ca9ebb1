package io.logicgraph.sample;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SampleApplication} as it is started from the command line.
 */
@ExtendWith(OutputCaptureExtension.class)
class SampleApplicationTests {

	@Test
	void comparesBothWaysAtStartAndGoesOnServing(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start()) {
			assertThat(context.isRunning()).isTrue();
			assertThat(output).contains("10000 bundled flights, assessed both ways")
				.containsPattern("new +[\\d.]+ ms +\\d+ B +[\\d.]+ B +10000 +0\\.00 %")
				.containsPattern("pooled +[\\d.]+ ms +\\d+ B +[\\d.]+ B +1 +99\\.99 %")
				.contains("82 flights have a right to care, of 16 to compensation (4150 EUR), of 2 to a refund");
		}
	}

	@Test
	void logsNoWarning(CapturedOutput output) {
		start().close();
		assertThat(output.getAll()).contains("Started ").doesNotContain(" WARN ").doesNotContain(" ERROR ");
	}

	@Test
	void theComparisonCanBeSwitchedOff(CapturedOutput output) {
		start("--sample.compare-on-start=false").close();
		assertThat(output).doesNotContain("assessed both ways");
	}

	@Test
	void aGraphThatIsWrongIsReportedAtStart(CapturedOutput output) {
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> start("--sample.graph=classpath:invalid-graph.json"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The logic graph in class path resource [invalid-graph.json] is not valid:")
			.contains("- edge 'km -> huol' names the unknown node 'huol'")
			.doesNotContain("\tat ");
	}

	private static ConfigurableApplicationContext start(String... args) {
		SpringApplication application = new SpringApplication(SampleApplication.class);
		application.setRegisterShutdownHook(false);
		String[] all = new String[args.length + 1];
		all[0] = "--server.port=0";
		System.arraycopy(args, 0, all, 1, args.length);
		return application.run(all);
	}

}
