package io.logicgraph.memory.aop;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;

/**
 * Profiles each subscription to a {@link Mono}.
 *
 * @param <T> the type of its values
 */
final class ProfiledMono<T> extends MonoOperator<T, T> {

	private final AssemblySink assembly;

	ProfiledMono(Mono<? extends T> source, AssemblySink assembly) {
		super(source);
		this.assembly = assembly;
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> actual) {
		ProfiledSubscriber.subscribe(this.source, actual, this.assembly, true);
	}

}
