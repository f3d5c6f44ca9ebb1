package io.logicgraph.memory;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * Tests for which package may know which.
 */
@AnalyzeClasses(packagesOf = PackageArrowsTests.class, importOptions = DoNotIncludeTests.class)
class PackageArrowsTests {

	private static final String ROOT = "io.logicgraph.memory.";

	@ArchTest
	static final ArchRule lowerPackagesKnowNothingOfHigherOnes = layeredArchitecture()
		.consideringOnlyDependenciesInLayers()
		.withOptionalLayers(true)
		.layer("autoconfigure")
		.definedBy(ROOT + "autoconfigure")
		.layer("actuate")
		.definedBy(ROOT + "actuate..")
		.layer("micrometer")
		.definedBy(ROOT + "micrometer")
		.layer("aop")
		.definedBy(ROOT + "aop")
		.layer("profile")
		.definedBy(ROOT + "profile")
		.layer("pool")
		.definedBy(ROOT + "pool")
		.layer("metrics")
		.definedBy(ROOT + "metrics")
		.layer("context")
		.definedBy(ROOT + "context")
		.layer("internal")
		.definedBy(ROOT + "internal")
		.whereLayer("internal")
		.mayNotAccessAnyLayer()
		.whereLayer("context")
		.mayOnlyAccessLayers("internal")
		.whereLayer("autoconfigure")
		.mayNotBeAccessedByAnyLayer()
		.whereLayer("actuate")
		.mayOnlyBeAccessedByLayers("autoconfigure")
		.whereLayer("micrometer")
		.mayOnlyBeAccessedByLayers("autoconfigure", "actuate")
		.whereLayer("aop")
		.mayOnlyBeAccessedByLayers("autoconfigure", "actuate", "micrometer")
		.whereLayer("profile")
		.mayOnlyBeAccessedByLayers("autoconfigure", "actuate", "micrometer", "aop")
		.whereLayer("pool")
		.mayOnlyBeAccessedByLayers("autoconfigure", "actuate", "micrometer", "aop", "profile")
		.whereLayer("metrics")
		.mayOnlyBeAccessedByLayers("autoconfigure", "actuate", "micrometer", "aop", "profile", "pool");

	@ArchTest
	static final ArchRule packagesAreFreeOfCycles = slices().matching(ROOT + "(**)").should().beFreeOfCycles();

	@ArchTest
	static final ArchRule theCoreKnowsNothingOfSpringMicrometerOrTheWeb = noClasses().that()
		.resideInAnyPackage(ROOT + "internal", ROOT + "context", ROOT + "metrics", ROOT + "pool", ROOT + "profile")
		.and()
		.haveNameNotMatching(".*ThreadLocalAccessor")
		.should()
		.dependOnClassesThat(resideInAnyPackage("org.springframework..", "io.micrometer..", "reactor..",
				"org.aspectj..", "jakarta.."));

	@ArchTest
	static final ArchRule autoConfigurationAloneKnowsSpringBootAutoConfigure = noClasses()
		.that(resideInAnyPackage(ROOT + "actuate..", ROOT + "aop", ROOT + "micrometer"))
		.should()
		.dependOnClassesThat(resideInAnyPackage("org.springframework.boot.autoconfigure..",
				"org.springframework.boot.actuate.autoconfigure.."));

}
