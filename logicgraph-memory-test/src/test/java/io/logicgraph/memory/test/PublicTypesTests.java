package io.logicgraph.memory.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what users may call, and for what this module itself may.
 */
class PublicTypesTests {

	private static final Path DOCUMENT = Path.of("..", "docs", "testing.md");

	private static final Pattern ROW = Pattern.compile("\\| `test` \\| (.*) \\|");

	private final JavaClasses classes = new ClassFileImporter().withImportOption(new DoNotIncludeTests())
		.importPackagesOf(PublicTypesTests.class);

	@Test
	void documentListsEachType() throws IOException {
		Set<String> types = this.classes.stream()
			.filter((type) -> type.getModifiers().contains(JavaModifier.PUBLIC))
			.map(JavaClass::getSimpleName)
			.collect(Collectors.toCollection(TreeSet::new));
		Set<String> documented = ROW.matcher(Files.readString(DOCUMENT))
			.results()
			.flatMap((row) -> Stream.of(row.group(1).split(", ")))
			.map((type) -> type.replace("`", ""))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(documented).isEqualTo(types);
	}

	@Test
	void nothingInternalIsUsed() {
		noClasses().should()
			.dependOnClassesThat(resideInAnyPackage("io.logicgraph.memory.internal"))
			.check(this.classes);
	}

	@Test
	void springIsNeededForItsBeansOnly() {
		noClasses().that()
			.doNotHaveSimpleName("SpringBeans")
			.should()
			.dependOnClassesThat(resideInAnyPackage("org.springframework..", "io.micrometer.."))
			.check(this.classes);
	}

}
