package io.logicgraph.memory.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the documentation to the code: every Java block in it stands, but for
 * indentation, in a source of this package, here or in the test module, which the
 * compiler has read; every link leads somewhere.
 */
class DocumentationTests {

	private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private static final List<Path> SOURCES = Stream.of("logicgraph-memory-autoconfigure", "logicgraph-memory-test")
		.map((module) -> ROOT.resolve(module).resolve("src/test/java/io/logicgraph/memory/docs"))
		.toList();

	private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

	private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

	@TestFactory
	Stream<DynamicTest> javaBlocksAreCompiled() throws IOException {
		String compiled = flat(read(sources()));
		return documents().flatMap((document) -> blocks(document).stream()
			.map((block) -> DynamicTest.dynamicTest(name(document, block),
					() -> assertThat(compiled).contains(flat(block)))));
	}

	@Test
	void javaBlocksOfTheReadmeAreCompleteSources() {
		assertThat(blocks(ROOT.resolve("README.md"))).hasSizeGreaterThan(1)
			.allSatisfy((block) -> assertThat(sources()).anySatisfy((source) -> assertThat(flat(read(source)))
				.isEqualTo("package io.logicgraph.memory.docs; " + flat(block))));
	}

	@TestFactory
	Stream<DynamicTest> linksLeadSomewhere() throws IOException {
		return documents().flatMap((document) -> LINK.matcher(read(document))
			.results()
			.map((link) -> DynamicTest.dynamicTest(name(document, link.group(1)),
					() -> assertThat(document.resolveSibling(link.group(1))).exists())));
	}

	private static List<String> blocks(Path document) {
		return JAVA_BLOCK.matcher(read(document)).results().map((MatchResult match) -> match.group(1)).toList();
	}

	private static Stream<Path> documents() throws IOException {
		try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
			List<Path> files = docs.filter((file) -> file.toString().endsWith(".md")).toList();
			return Stream.concat(Stream.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")), files.stream());
		}
	}

	private static List<Path> sources() throws IOException {
		List<Path> sources = new ArrayList<>();
		for (Path directory : SOURCES) {
			try (Stream<Path> files = Files.list(directory)) {
				files.forEach(sources::add);
			}
		}
		return sources;
	}

	private static String read(List<Path> files) {
		return files.stream().map(DocumentationTests::read).collect(Collectors.joining("\n"));
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String name(Path document, String what) {
		return ROOT.relativize(document) + ": " + what.strip().lines().findFirst().orElse("");
	}

	private static String flat(String code) {
		return code.replaceAll("\\s+", " ").strip();
	}

}
