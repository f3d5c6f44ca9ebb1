package io.logicgraph.memory.aop;

import io.logicgraph.memory.internal.ProfileScope;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.util.context.Context;

/**
 * Counts what happens upstream of one subscription. Whatever goes upstream (subscribe,
 * request, cancel) is done within the scope; whatever comes downstream is handled by
 * others and done in the scope that the subscriber had. Signals from a thread that was
 * not followed make the result partial. A subscriber that cancels has enough, which is no
 * failure of the method.
 *
 * @param <T> the type of the values
 */
final class ProfiledSubscriber<T> implements CoreSubscriber<T>, Subscription, Scannable {

	private final CoreSubscriber<? super T> actual;

	private final ProfileScope scope;

	private final @Nullable ProfileScope outer;

	private final boolean single;

	private final Context context;

	private @Nullable Subscription upstream;

	private volatile boolean ended;

	private ProfiledSubscriber(CoreSubscriber<? super T> actual, ProfileScope scope, @Nullable ProfileScope outer,
			boolean single) {
		this.actual = actual;
		this.scope = scope;
		this.outer = outer;
		this.single = single;
		this.context = actual.currentContext().put(ProfileScope.CONTEXT_KEY, scope);
	}

	static <T> void subscribe(Publisher<? extends T> source, CoreSubscriber<? super T> actual, AssemblySink assembly,
			boolean single) {
		ProfileScope outer = ProfileScope.capture();
		ProfileScope.attach(null);
		try {
			subscribe(source, actual, assembly, outer, single);
		}
		finally {
			ProfileScope.attach(outer);
		}
	}

	private static <T> void subscribe(Publisher<? extends T> source, CoreSubscriber<? super T> actual,
			AssemblySink assembly, @Nullable ProfileScope outer, boolean single) {
		var sink = assembly.nextSubscription();
		ProfileScope.attach(outer);
		ProfileScope scope = ProfileScope.openShared(sink);
		ProfileScope.attach(null);
		ProfiledSubscriber<T> subscriber = new ProfiledSubscriber<>(actual, scope, outer, single);
		ProfileScope.attach(scope);
		source.subscribe(subscriber);
	}

	@Override
	public Context currentContext() {
		return this.context;
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.upstream = subscription;
		ProfileScope upstreamScope = goDownstream();
		try {
			this.actual.onSubscribe(this);
		}
		finally {
			ProfileScope.attach(upstreamScope);
		}
	}

	@Override
	public void onNext(T value) {
		if (this.single) {
			end(null);
		}
		else {
			noteThread();
		}
		ProfileScope upstreamScope = goDownstream();
		try {
			this.actual.onNext(value);
		}
		finally {
			// Reactor throws fatal errors of the subscriber through its operators.
			ProfileScope.attach(upstreamScope);
		}
	}

	@Override
	public void onError(Throwable error) {
		end(error);
		ProfileScope upstreamScope = goDownstream();
		try {
			this.actual.onError(error);
		}
		finally {
			ProfileScope.attach(upstreamScope);
		}
	}

	@Override
	public void onComplete() {
		end(null);
		ProfileScope upstreamScope = goDownstream();
		try {
			this.actual.onComplete();
		}
		finally {
			ProfileScope.attach(upstreamScope);
		}
	}

	@Override
	public void request(long count) {
		Subscription upstream = this.upstream;
		if (upstream != null) {
			ProfileScope downstreamScope = ProfileScope.attach(this.scope);
			try {
				upstream.request(count);
			}
			finally {
				ProfileScope.attach(downstreamScope);
			}
		}
	}

	@Override
	public void cancel() {
		Subscription upstream = this.upstream;
		if (upstream == null) {
			return;
		}
		ProfileScope downstreamScope = ProfileScope.attach(this.scope);
		try {
			upstream.cancel();
		}
		finally {
			if (!this.ended) {
				this.ended = true;
				this.scope.close(null);
			}
			ProfileScope.attach(downstreamScope);
		}
	}

	@Override
	@SuppressWarnings("rawtypes")
	public @Nullable Object scanUnsafe(Attr key) {
		if (key == Attr.ACTUAL) {
			return this.actual;
		}
		if (key == Attr.PARENT) {
			return this.upstream;
		}
		return (key == Attr.RUN_STYLE) ? Attr.RunStyle.SYNC : null;
	}

	private void end(@Nullable Throwable error) {
		if (!this.ended) {
			this.ended = true;
			noteThread();
			this.scope.close(error);
		}
	}

	private void noteThread() {
		if (!this.scope.isFollowedHere()) {
			this.scope.missedSome();
		}
	}

	private @Nullable ProfileScope goDownstream() {
		return ProfileScope.attach(this.outer);
	}

}
