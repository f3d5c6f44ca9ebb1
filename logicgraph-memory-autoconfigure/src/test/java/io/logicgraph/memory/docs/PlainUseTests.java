package io.logicgraph.memory.docs;

import java.io.File;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.logicgraph.memory.ForkedJvm;
import io.logicgraph.memory.context.Context;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the guide's program without Spring compiles without a warning and runs, with
 * the jars that the guide names and no others.
 */
class PlainUseTests {

	private static final Path SOURCE = Path.of("src/test/java/io/logicgraph/memory/docs/PlainMain.java");

	@TempDir
	private Path classes;

	@Test
	void programWithoutSpringCompilesAndRunsWithTheJarsThatTheGuideNames() throws Exception {
		String classPath = Stream.of(Context.class, LogFactory.class, JsonCreator.class, Nullable.class)
			.map(PlainUseTests::location)
			.collect(Collectors.joining(File.pathSeparator));
		compile(classPath);
		String output = ForkedJvm.runWithClassPath(this.classes + File.pathSeparator + classPath, PlainMain.class);
		assertThat(output).contains("[lease] Allocations: 1, Bytes: ", "185 minutes, 1 context");
	}

	private void compile(String classPath) throws Exception {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter messages = new StringWriter();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
			List<String> options = List.of("-Xlint:all", "-Werror", "-proc:none", "-cp", classPath, "-d",
					this.classes.toString());
			boolean compiled = compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(SOURCE))
				.call();
			assertThat(compiled).as(messages.toString()).isTrue();
			assertThat(messages.toString()).isEmpty();
		}
	}

	private static String location(Class<?> type) {
		try {
			return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
