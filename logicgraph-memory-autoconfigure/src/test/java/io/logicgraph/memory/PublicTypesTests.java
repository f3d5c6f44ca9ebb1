package io.logicgraph.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what users may call.
 */
@AnalyzeClasses(packagesOf = PublicTypesTests.class, importOptions = DoNotIncludeTests.class)
class PublicTypesTests {

	private static final String ROOT = "io.logicgraph.memory.";

	private static final String INTERNAL = ROOT + "internal";

	private static final Path REFERENCE = Path.of("..", "docs", "reference.md");

	private static final Pattern ROW = Pattern.compile("^\\| `(\\w[\\w.]*)` \\| (.*) \\|$");

	@ArchTest
	static void noSignatureNamesAnInternalType(JavaClasses classes) {
		List<String> internal = publicTypes(classes).flatMap(PublicTypesTests::signatures)
			.filter((signature) -> signature.contains(" " + INTERNAL))
			.toList();
		assertThat(internal).isEmpty();
	}

	@ArchTest
	static void referenceListsEachType(JavaClasses classes) throws IOException {
		Set<String> types = publicTypes(classes).filter(JavaClass::isTopLevelClass)
			.map((type) -> type.getPackageName().substring(ROOT.length()) + "." + type.getSimpleName())
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(documentedTypes()).isEqualTo(types);
	}

	private static Stream<JavaClass> publicTypes(JavaClasses classes) {
		return classes.stream()
			.filter((type) -> type.getModifiers().contains(JavaModifier.PUBLIC))
			.filter((type) -> !type.getPackageName().equals(INTERNAL));
	}

	/**
	 * Return each member that others can use, with the types that it names.
	 */
	private static Stream<String> signatures(JavaClass type) {
		Stream<String> supertypes = Stream.concat(type.getRawSuperclass().stream(), type.getRawInterfaces().stream())
			.map((supertype) -> type.getName() + " " + supertype.getName());
		Stream<String> members = type.getMembers()
			.stream()
			.filter((member) -> member.getModifiers().contains(JavaModifier.PUBLIC)
					|| member.getModifiers().contains(JavaModifier.PROTECTED))
			.filter((member) -> !member.getModifiers().contains(JavaModifier.SYNTHETIC))
			.flatMap(PublicTypesTests::signature);
		return Stream.concat(supertypes, members);
	}

	private static Stream<String> signature(JavaMember member) {
		return member.getAllInvolvedRawTypes().stream().map((type) -> member.getFullName() + " " + type.getName());
	}

	private static Set<String> documentedTypes() throws IOException {
		return Files.readAllLines(REFERENCE)
			.stream()
			.dropWhile((line) -> !line.equals("## Public types"))
			.skip(1)
			.takeWhile((line) -> !line.startsWith("## "))
			.map(ROW::matcher)
			.filter((row) -> row.matches())
			.flatMap((row) -> Stream.of(row.group(2).split(", "))
				.map((type) -> row.group(1) + "." + type.replace("`", "")))
			.collect(Collectors.toCollection(TreeSet::new));
	}

}
