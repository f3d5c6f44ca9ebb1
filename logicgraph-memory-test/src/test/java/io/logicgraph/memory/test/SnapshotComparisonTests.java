package io.logicgraph.memory.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SnapshotComparison} and {@link CompareSnapshots}.
 */
class SnapshotComparisonTests {

	@TempDir
	private Path directory;

	@Test
	void whatGrewMoreThanAllowedIsNamed() throws IOException {
		Path before = snapshot("before", profile("a", 1000) + "," + profile("b", 1000), request("/x", 2000), "");
		Path after = snapshot("after", profile("a", 1040) + "," + profile("b", 1100), request("/x", 5000), "");
		SnapshotComparison comparison = SnapshotComparison.of(before, after);
		assertThat(comparison.grown(5, 16)).containsExactly("call b", "work http.server.requests {method=GET, uri=/x}");
		assertThat(comparison.grown(5, 200)).containsExactly("work http.server.requests {method=GET, uri=/x}");
		assertThat(comparison.grown(200, 16)).isEmpty();
		assertThat(comparison.format().lines()).hasSize(4)
			.anySatisfy((line) -> assertThat(line).contains("2000 B", "5000 B", "+150.0 %", "uri=/x"))
			.anySatisfy((line) -> assertThat(line).contains("1000 B", "1040 B", "+4.0 %", "call a"));
	}

	@Test
	void whatIsInOneSnapshotOnlyDidNotGrow() throws IOException {
		SnapshotComparison comparison = SnapshotComparison.of(snapshot("before", profile("a", 1000), "", ""),
				snapshot("after", profile("b", 1000), "", ""));
		assertThat(comparison.grown(0, 0)).isEmpty();
		assertThat(comparison.format()).containsPattern("- +1000 B +new +call b")
			.containsPattern("1000 B +- +gone +call a");
	}

	@Test
	void leakAlwaysGrew() throws IOException {
		SnapshotComparison comparison = SnapshotComparison.of(snapshot("before", "", "", leak("A.a", 2)),
				snapshot("after", "", "", leak("A.a", 3) + "," + leak("B.b", 1)));
		assertThat(comparison.grown(1000, 1000)).containsExactly("leak contextPool A.a", "leak contextPool B.b");
	}

	@Test
	void growthFromNothingIsGrowth() throws IOException {
		SnapshotComparison comparison = SnapshotComparison.of(snapshot("before", profile("a", 0), "", ""),
				snapshot("after", profile("a", 1000), "", ""));
		assertThat(comparison.grown(1000, 16)).containsExactly("call a");
		assertThat(comparison.format()).contains("from 0");
	}

	@Test
	void equalSnapshotsDoNotDiffer() throws IOException {
		Path file = snapshot("same", profile("a", 1000), request("/x", 2000), leak("A.a", 1));
		assertThat(SnapshotComparison.of(file, file).format()).isEqualTo("Nothing differs.");
	}

	@Test
	void exitStatusIsForThePipeline() throws IOException {
		String before = snapshot("before", profile("a", 1000), "", "").toString();
		String after = snapshot("after", profile("a", 1100), "", "").toString();
		assertThat(run(before, after)).startsWith("1 ").contains("GREW: call a");
		assertThat(run(before, after, "10")).startsWith("0 ").contains("+10.0 %").doesNotContain("GREW");
		assertThat(run(before, after, "5", "100")).startsWith("0 ");
		assertThat(run(after, before)).startsWith("0 ");
		assertThat(run(before)).startsWith("2 ").contains("Usage");
		assertThat(run(before, this.directory + "/none.json")).startsWith("2 ").contains("none.json");
		assertThat(run(before, after, "much")).startsWith("2 ").contains("much");
	}

	@Test
	void whatIsNoSnapshotIsRefused() throws IOException {
		Path broken = Files.writeString(this.directory.resolve("broken.json"), "{");
		Path other = Files.writeString(this.directory.resolve("other.json"), "{\"status\":\"UP\"}");
		assertThatIllegalArgumentException().isThrownBy(() -> SnapshotComparison.of(broken, other))
			.withMessageContaining("broken.json is not JSON");
		assertThatIllegalArgumentException().isThrownBy(() -> SnapshotComparison.of(other, broken))
			.withMessageContaining("other.json is not a snapshot");
	}

	private String run(String... args) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		int status = CompareSnapshots.run(new PrintStream(out, true, StandardCharsets.UTF_8), args);
		return status + " " + out.toString(StandardCharsets.UTF_8);
	}

	private Path snapshot(String name, String profiles, String observations, String leaks) throws IOException {
		return Files.writeString(this.directory.resolve(name + ".json"),
				"{\"profiles\":[%s],\"observations\":[%s],\"leaks\":[%s]}".formatted(profiles, observations, leaks));
	}

	private static String profile(String name, long meanBytes) {
		return "{\"name\":\"%s\",\"count\":2,\"meanBytes\":%d,\"quality\":\"exact\"}".formatted(name, meanBytes);
	}

	private static String request(String uri, long meanBytes) {
		return "{\"name\":\"http.server.requests\",\"tags\":{\"method\":\"GET\",\"uri\":\"%s\",\"exception\":\"none\"},\"meanBytes\":%d}"
			.formatted(uri, meanBytes);
	}

	private static String leak(String frame, int count) {
		return "{\"pool\":\"contextPool\",\"count\":%d,\"stack\":[\"%s\",\"Main.main\"]}".formatted(count, frame);
	}

}
