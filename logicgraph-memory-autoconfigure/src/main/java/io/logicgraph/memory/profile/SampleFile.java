package io.logicgraph.memory.profile;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

import io.logicgraph.memory.internal.ExecutionEvent;
import io.logicgraph.memory.internal.Printable;
import io.logicgraph.memory.internal.WorkEvent;
import io.logicgraph.memory.profile.AllocationSites.Site;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * The samples of a recording, each with the executions for which its thread worked. The
 * file is read once for the samples and twice more for those executions, so that of the
 * many events of executions only those are kept in memory that a sample belongs to.
 * <p>
 * A sample that lies in no event of its thread, since an execution began before the
 * recording or ended after it, belongs to the innermost profiled method on its stack.
 */
final class SampleFile {

	private static final int MAX_SITES = 200;

	/**
	 * Quantile of the normal distribution for 95 %.
	 */
	private static final double QUANTILE = 1.96;

	private static final Comparator<AllocationSample> BY_TIME = Comparator.comparing(AllocationSample::time);

	private final Map<Long, List<AllocationSample>> samplesByThread = new HashMap<>();

	private final Map<Long, String> names = new HashMap<>();

	private final Map<SampleStack, SampleStack> stacks = new HashMap<>();

	private final ProfiledFrames frames;

	private final Set<Long> earlierThreads;

	private final Instant start;

	private final Instant stop;

	/**
	 * Create an empty file.
	 * @param frames finds profiled methods on stacks
	 * @param earlierThreads threads that were there before the recording; the first
	 * sample of each is left out, since it weighs what was allocated before
	 * @param start samples before it are left out
	 * @param stop samples after it are left out
	 */
	SampleFile(ProfiledFrames frames, Set<Long> earlierThreads, Instant start, Instant stop) {
		this.frames = frames;
		this.earlierThreads = earlierThreads;
		this.start = start;
		this.stop = stop;
	}

	void read(Path file) throws IOException {
		forEach(file, FlightRecording.SAMPLE, this::addSample);
		this.samplesByThread.forEach(this::keepThoseOfTheRecording);
		forEach(file, WorkEvent.NAME, this::addWork);
		addNamesOfScopes();
		forEach(file, ExecutionEvent.NAME, this::addExecution);
	}

	private void keepThoseOfTheRecording(Long thread, List<AllocationSample> samples) {
		samples.sort(BY_TIME);
		if (this.earlierThreads.contains(thread)) {
			samples.remove(0);
		}
		samples.removeIf((sample) -> sample.time().isBefore(this.start) || sample.time().isAfter(this.stop));
	}

	private static void forEach(Path file, String name, Consumer<RecordedEvent> consumer) throws IOException {
		try (RecordingFile recording = new RecordingFile(file)) {
			while (recording.hasMoreEvents()) {
				RecordedEvent event = recording.readEvent();
				if (event.getEventType().getName().equals(name)) {
					consumer.accept(event);
				}
			}
		}
	}

	private void addSample(RecordedEvent event) {
		SampleStack stack = SampleStack.of(event);
		SampleStack known = this.stacks.putIfAbsent(stack, stack);
		this.samplesByThread.computeIfAbsent(thread(event.getThread("eventThread")), (thread) -> new ArrayList<>())
			.add(new AllocationSample(event, (known != null) ? known : stack));
	}

	private void addWork(RecordedEvent event) {
		List<AllocationSample> samples = this.samplesByThread.get(thread(event.getThread()));
		if (samples == null) {
			return;
		}
		Instant end = event.getEndTime();
		for (int i = firstFrom(samples, event.getStartTime()); i < samples.size(); i++) {
			AllocationSample sample = samples.get(i);
			if (sample.time().isAfter(end)) {
				return;
			}
			sample.workedFor(event.getLong("scope"), event.getBoolean("observation"));
		}
	}

	private static int firstFrom(List<AllocationSample> samples, Instant time) {
		int low = 0;
		int high = samples.size();
		while (low < high) {
			int middle = (low + high) >>> 1;
			if (samples.get(middle).time().isBefore(time)) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		return low;
	}

	private void addNamesOfScopes() {
		this.samplesByThread.values().forEach((samples) -> samples.forEach((sample) -> {
			addName(sample.profile());
			addName(sample.observation());
		}));
	}

	private void addName(@Nullable Long scope) {
		if (scope != null) {
			this.names.put(scope, "");
		}
	}

	private void addExecution(RecordedEvent event) {
		String name = event.getString("name");
		if (name != null) {
			this.names.computeIfPresent(event.getLong("scope"), (scope, unknown) -> Printable.of(name));
		}
	}

	private static long thread(@Nullable RecordedThread thread) {
		return (thread != null) ? thread.getJavaThreadId() : -1;
	}

	AllocationSites sites(OptionalLong allocatedBytes) {
		Map<Key, Sum> sums = new HashMap<>();
		this.samplesByThread.values()
			.forEach((samples) -> samples
				.forEach((sample) -> sums.computeIfAbsent(key(sample), (key) -> new Sum()).add(sample.weight())));
		List<Site> sites = sums.entrySet()
			.stream()
			.map((entry) -> entry.getValue().site(entry.getKey()))
			.sorted(Comparator.comparingLong(Site::estimatedBytes).reversed())
			.toList();
		List<Site> shown = sites.subList(0, Math.min(MAX_SITES, sites.size()));
		List<Site> omitted = sites.subList(shown.size(), sites.size());
		return new AllocationSites(this.start, Duration.between(this.start, this.stop),
				sites.stream().mapToLong(Site::samples).sum(), bytes(sites), allocatedBytes, List.copyOf(shown),
				omitted.size(), bytes(omitted));
	}

	private static long bytes(List<Site> sites) {
		return sites.stream().mapToLong(Site::estimatedBytes).sum();
	}

	private Key key(AllocationSample sample) {
		String profile = name(sample.profile());
		return new Key((profile != null) ? profile : this.frames.innermost(sample.stack().frames()),
				name(sample.observation()), sample.stack());
	}

	private @Nullable String name(@Nullable Long scope) {
		String name = (scope != null) ? this.names.get(scope) : null;
		return (name != null && !name.isEmpty()) ? name : null;
	}

	private record Key(@Nullable String profile, @Nullable String observation, SampleStack stack) {
	}

	private static final class Sum {

		private long samples;

		private long bytes;

		private double squares;

		void add(long weight) {
			this.samples++;
			this.bytes += weight;
			this.squares += (double) weight * weight;
		}

		Site site(Key key) {
			double error = (this.bytes > 0) ? QUANTILE * Math.sqrt(this.squares) / this.bytes : 1;
			return new Site(key.profile(), key.observation(), key.stack().className(), key.stack().frames(), this.bytes,
					this.samples, error);
		}

	}

}
