package io.logicgraph.memory.profile;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Statistics of the observations that share a name and tags, such as the requests of one
 * route. Made by {@link ProfileRegistry}.
 * <p>
 * Thread-safe.
 *
 * @since 0.7.0
 */
public final class ObservedWork {

	private final String name;

	private final Map<String, String> tags;

	private final String label;

	private final MissedWorkLog missedWork;

	private volatile AllocationCounts counts = new AllocationCounts();

	ObservedWork(String name, Map<String, String> tags, MissedWorkLog missedWork) {
		this.missedWork = missedWork;
		this.name = name;
		this.tags = Collections.unmodifiableMap(new TreeMap<>(tags));
		this.label = name + " " + this.tags;
	}

	/**
	 * Add an execution that was measured.
	 * @param bytes bytes allocated, those of nested executions included
	 * @param nestedBytes bytes of nested executions
	 * @param quality how far {@code bytes} can be trusted
	 * @param error what the work threw, or {@code null}
	 */
	public void measured(long bytes, long nestedBytes, Quality quality, @Nullable Throwable error) {
		this.counts.measured(bytes, nestedBytes, quality, error);
		if (quality == Quality.PARTIAL) {
			this.missedWork.partial(this.name);
		}
	}

	/**
	 * Add an execution of which the JVM has not counted the bytes.
	 * @param error what the work threw, or {@code null}
	 */
	public void unmeasured(@Nullable Throwable error) {
		this.counts.unmeasured(error);
		this.missedWork.unmeasured(this.name);
	}

	/**
	 * Add bytes that were allocated on behalf of an execution after it had ended.
	 * @param bytes bytes allocated
	 */
	public void late(long bytes) {
		this.counts.late(bytes);
	}

	/**
	 * Return the name and the tags, such as
	 * <code>http.server.requests {method=GET, uri=/}</code>.
	 * @return a text that no other observation of the registry has
	 */
	public String label() {
		return this.label;
	}

	/**
	 * Return the statistics.
	 * @return the figures at this moment
	 */
	public ObservationSnapshot snapshot() {
		return ObservationSnapshot.of(this.name, this.tags, this.counts.figures());
	}

	void reset() {
		this.counts = new AllocationCounts();
	}

}
