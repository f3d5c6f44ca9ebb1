package io.logicgraph.memory.autoconfigure;

import java.util.function.BiConsumer;

import io.micrometer.observation.Observation;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Records what an observation allocated with its span in scope, so that an exemplar of
 * the meter has it. Micrometer stops an observation after it has closed its scopes.
 */
final class SpanRecording implements BiConsumer<Observation.Context, Runnable> {

	private final ObjectProvider<Tracer> tracer;

	SpanRecording(ObjectProvider<Tracer> tracer) {
		this.tracer = tracer;
	}

	@Override
	@SuppressWarnings("try")
	public void accept(Observation.Context context, Runnable recording) {
		Span span = span(context);
		if (span == null) {
			recording.run();
			return;
		}
		try (Tracer.SpanInScope scope = this.tracer.getObject().withSpan(span)) {
			recording.run();
		}
	}

	private static @Nullable Span span(Observation.Context context) {
		TracingContext tracing = context.get(TracingContext.class);
		return (tracing != null) ? tracing.getSpan() : null;
	}

}
