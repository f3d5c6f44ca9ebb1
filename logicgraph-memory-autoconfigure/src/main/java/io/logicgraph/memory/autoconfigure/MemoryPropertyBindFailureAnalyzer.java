package io.logicgraph.memory.autoconfigure;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import io.logicgraph.memory.internal.Printable;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.convert.ConverterNotFoundException;
import org.springframework.core.convert.TypeDescriptor;

/**
 * Analyzes values of our properties that can't be converted. Describes what to write,
 * which Spring Boot's own analyzer can't know.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class MemoryPropertyBindFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(MemoryProperties.PREFIX);

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		ConfigurationProperty property = cause.getProperty();
		TypeDescriptor type = targetType(findCause(cause, ConversionException.class));
		String example = (type != null) ? example(type.getObjectType()) : null;
		if (property == null || !PREFIX.isAncestorOf(property.getName()) || example == null) {
			return null;
		}
		String description = "Could not use the value \"%s\" of the configuration property '%s' (originating from %s)."
			.formatted(Printable.of(String.valueOf(property.getValue())), property.getName(), property.getOrigin());
		return new FailureAnalysis(description, "Write " + example + ".", cause);
	}

	private static @Nullable TypeDescriptor targetType(@Nullable ConversionException ex) {
		if (ex instanceof ConversionFailedException failed) {
			return failed.getTargetType();
		}
		return (ex instanceof ConverterNotFoundException notFound) ? notFound.getTargetType() : null;
	}

	private static @Nullable String example(Class<?> type) {
		if (type == Duration.class) {
			return "a duration, for example '60s', '5m' or 'PT5M'";
		}
		if (type == Percentage.class) {
			return "a percentage from 0% to 100%, for example '50%'";
		}
		if (type == Boolean.class) {
			return "'true' or 'false'";
		}
		if (Number.class.isAssignableFrom(type)) {
			return "a whole number, for example '100'";
		}
		return type.isEnum() ? "one of " + names(type) : null;
	}

	private static String names(Class<?> type) {
		return Arrays.stream(type.getEnumConstants())
			.map((constant) -> "'" + ((Enum<?>) constant).name().toLowerCase(Locale.ROOT) + "'")
			.collect(Collectors.joining(", "));
	}

}
