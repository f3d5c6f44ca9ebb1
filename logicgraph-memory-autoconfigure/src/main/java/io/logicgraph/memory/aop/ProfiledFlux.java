package io.logicgraph.memory.aop;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;

/**
 * Profiles each subscription to a {@link Flux}.
 *
 * @param <T> the type of its values
 */
final class ProfiledFlux<T> extends FluxOperator<T, T> {

	private final AssemblySink assembly;

	ProfiledFlux(Flux<? extends T> source, AssemblySink assembly) {
		super(source);
		this.assembly = assembly;
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> actual) {
		ProfiledSubscriber.subscribe(this.source, actual, this.assembly, false);
	}

}
