package io.logicgraph.memory.test;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.logicgraph.memory.profile.ObservationSnapshot;
import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.Quality;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the application under test. What is measured is what the application
 * allocates for each of them, not what the client does: the bytes of the observations
 * that ended since the last run, by route.
 */
final class RequestWork implements MeasuredWork {

	private static final String OBSERVATION = "http.server.requests";

	/**
	 * An answer may be read before its observation has ended.
	 */
	private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

	private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

	private final ProfileRegistry profiles;

	private final ThrowingCallable requests;

	private Map<String, ObservationSnapshot> before;

	RequestWork(ProfileRegistry profiles, ThrowingCallable requests) {
		this.profiles = profiles;
		this.requests = requests;
		this.before = rows();
	}

	@Override
	public Map<String, Figure> run() throws Exception {
		try {
			this.requests.call();
		}
		catch (Throwable ex) {
			throw CallWork.<RuntimeException>sneaky(ex);
		}
		Map<String, ObservationSnapshot> after = awaitRows();
		Map<String, Figure> figures = new HashMap<>();
		after.forEach((label, row) -> addFigure(figures, label, this.before.get(label), row));
		this.before = after;
		return figures;
	}

	/**
	 * Wait until an observation has ended, and until its count and its bytes belong
	 * together: the count is there first.
	 */
	private Map<String, ObservationSnapshot> awaitRows() {
		long start = System.nanoTime();
		long ended = ended(this.before);
		Map<String, ObservationSnapshot> previous = this.before;
		Map<String, ObservationSnapshot> rows = rows();
		while (ended(rows) <= ended || !rows.equals(previous) || !isComplete(rows)) {
			if (System.nanoTime() - start > LONGEST_WAIT.toNanos()) {
				throw new AssertionError("No observation '%s' ended within %d s of the requests: is it in "
					.formatted(OBSERVATION, LONGEST_WAIT.toSeconds())
						+ "logicgraph.memory.observation.include, and is the registry that of the application asked?");
			}
			LockSupport.parkNanos(POLL_NANOS);
			previous = rows;
			rows = rows();
		}
		return rows;
	}

	private boolean isComplete(Map<String, ObservationSnapshot> rows) {
		return rows.entrySet().stream().allMatch((entry) -> {
			ObservationSnapshot before = this.before.get(entry.getKey());
			ObservationSnapshot after = entry.getValue();
			return before == null || after.count() == before.count() || totalBytes(after) > totalBytes(before);
		});
	}

	private Map<String, ObservationSnapshot> rows() {
		Map<String, ObservationSnapshot> rows = new HashMap<>();
		for (ObservationSnapshot row : this.profiles.observations()) {
			if (row.name().equals(OBSERVATION)) {
				rows.put(label(row.tags()), row);
			}
		}
		return rows;
	}

	private static long ended(Map<String, ObservationSnapshot> rows) {
		return rows.values().stream().mapToLong((row) -> row.count() + row.unmeasured()).sum();
	}

	private static void addFigure(Map<String, Figure> figures, String label, @Nullable ObservationSnapshot before,
			ObservationSnapshot after) {
		long count = after.count() - ((before != null) ? before.count() : 0);
		long unmeasured = after.unmeasured() - ((before != null) ? before.unmeasured() : 0);
		if (count > 0) {
			long bytes = totalBytes(after) - totalBytes(before);
			Quality quality = after.quality();
			figures.put(label, new Figure(bytes / count, (quality != null) ? quality : Quality.UNAVAILABLE));
		}
		else if (unmeasured > 0) {
			figures.put(label, new Figure(0, Quality.UNAVAILABLE));
		}
	}

	private static long totalBytes(@Nullable ObservationSnapshot row) {
		Long bytes = (row != null) ? row.totalBytes() : null;
		return (bytes != null) ? bytes : 0;
	}

	private static String label(Map<String, String> tags) {
		Map<String, String> rest = new TreeMap<>(tags);
		String method = rest.remove("method");
		String uri = rest.remove("uri");
		String status = rest.remove("status");
		rest.remove("outcome");
		rest.values().remove("none");
		String label = "%s %s, status %s".formatted(method, uri, status);
		return rest.isEmpty() ? label : label + " " + rest;
	}

	@Override
	public Set<String> callers() {
		return Set.of("org.springframework.web.filter.ServerHttpObservationFilter.doFilterInternal");
	}

	@Override
	public String adviceIfUnavailable() {
		return "The requests were not followed, or the JVM has no counter of the bytes of their threads. "
				+ "`memory` in the endpoint logicgraph-memory, and the log, have what to switch on.";
	}

	@Override
	public String adviceIfPartial() {
		return "Some of the work of the requests, now or earlier in this test's application, was not followed. "
				+ "`memory.following` in the endpoint logicgraph-memory, and the log, have what to switch on.";
	}

}
