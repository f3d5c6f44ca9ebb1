package io.logicgraph.memory.autoconfigure;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.logicgraph.memory.actuate.endpoint.LogicGraphMemoryEndpoint;
import org.junit.jupiter.api.Test;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.javapoet.ClassName;
import org.springframework.mock.web.MockServletContext;
import org.springframework.util.ClassUtils;
import org.springframework.web.context.support.GenericWebApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a native image can answer with everything that the endpoint answers with,
 * show the page, and bind all properties.
 */
class NativeHintsTests {

	private static final String ENDPOINT_PACKAGE = LogicGraphMemoryEndpoint.class.getPackageName();

	@Test
	void everyDescriptorOfTheEndpointCanBeWritten() throws ClassNotFoundException {
		RuntimeHints hints = hints();
		Set<Class<?>> descriptors = descriptors();
		assertThat(descriptors).extracting(Class::getSimpleName)
			.contains("PoolDescriptor", "PoolConfigDescriptor", "PoolStatsDescriptor", "MemoryDescriptor",
					"LiveHeapDescriptor", "AllocationCounterDescriptor", "AvailabilityDescriptor",
					"ObservationDescriptor", "ProfileDescriptor", "LeakDescriptor", "ProblemDescriptor",
					"MemoryReportDescriptor", "RecordingDescriptor", "SitesDescriptor", "SiteDescriptor");
		for (Class<?> descriptor : descriptors) {
			assertThat(RuntimeHintsPredicates.reflection().onType(descriptor)).as(descriptor.getName()).accepts(hints);
			for (var component : descriptor.getRecordComponents()) {
				assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(component.getAccessor()))
					.as(component.toString())
					.accepts(hints);
			}
		}
	}

	@Test
	void percentageCanBeConverted() throws NoSuchMethodException {
		RuntimeHints hints = hints();
		for (Class<?> type : Set.of(String.class, Integer.class, Double.class)) {
			assertThat(RuntimeHintsPredicates.reflection()
				.onMethodInvocation(Percentage.class.getDeclaredMethod("of", type))).accepts(hints);
		}
	}

	@Test
	void pageAndAllItsFilesCanBeRead() throws IOException {
		RuntimeHints hints = hints();
		Resource[] files = new PathMatchingResourcePatternResolver()
			.getResources("classpath:" + ClassUtils.convertClassNameToResourcePath(ENDPOINT_PACKAGE) + "/page/*");
		assertThat(files).extracting(Resource::getFilename)
			.contains("index.html", "app.js", "page.css", "icon.svg", "uPlot.iife.min.js", "d3-hierarchy.min.js");
		for (Resource file : files) {
			assertThat(RuntimeHintsPredicates.resource()
				.forResource(
						ClassUtils.convertClassNameToResourcePath(ENDPOINT_PACKAGE) + "/page/" + file.getFilename()))
				.as(file.getFilename())
				.accepts(hints);
		}
	}

	private static Set<Class<?>> descriptors() throws ClassNotFoundException {
		Set<Class<?>> descriptors = new LinkedHashSet<>();
		for (JavaClass candidate : new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
			.importPackages(ENDPOINT_PACKAGE)) {
			if (candidate.isRecord() && candidate.getSimpleName().endsWith("Descriptor")) {
				descriptors.add(Class.forName(candidate.getName()));
			}
		}
		return descriptors;
	}

	private static RuntimeHints hints() {
		GenericWebApplicationContext context = new GenericWebApplicationContext(new MockServletContext());
		TestPropertyValues.of("management.endpoints.web.exposure.include=logicgraph-memory").applyTo(context);
		AnnotatedBeanDefinitionReader reader = new AnnotatedBeanDefinitionReader(context);
		reader.register(EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class,
				ContextPoolAutoConfiguration.class, MemoryAutoConfiguration.class,
				MemoryEndpointAutoConfiguration.class, MemoryPageAutoConfiguration.class);
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get(NativeHintsTests.class)), new InMemoryGeneratedFiles());
		new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		return generation.getRuntimeHints();
	}

}
