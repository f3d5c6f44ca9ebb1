package io.logicgraph.memory.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Where some work allocates, sampled with Java Flight Recorder while the work is
 * repeated.
 */
final class AllocationSites {

	private static final String EVENT = "jdk.ObjectAllocationSample";

	private static final Duration DURATION = Duration.ofSeconds(1);

	private static final int FEWEST_RUNS = 3;

	private static final int MOST_SITES = 10;

	private final Set<String> callers;

	private final long currentThread = Thread.currentThread().getId();

	private final Map<String, Long> weights = new HashMap<>();

	/**
	 * The first sample of a thread stands for what the thread allocated before, too.
	 */
	private final Set<Long> threads = new HashSet<>();

	private int samples;

	private AllocationSites(Set<String> callers) {
		this.callers = callers;
	}

	/**
	 * Repeat some work and describe where it allocates.
	 */
	static String describe(MeasuredWork work) {
		try {
			return FlightRecorder.isAvailable() ? record(work)
					: "Where is not known: Java Flight Recorder is not available here.";
		}
		catch (Exception | LinkageError ex) {
			return "Where is not known: Java Flight Recorder failed with " + ex;
		}
	}

	private static String record(MeasuredWork work) throws Exception {
		Path file = Files.createTempFile("allocations", ".jfr");
		try (Recording recording = new Recording()) {
			recording.enable(EVENT).withStackTrace().with("throttle", "10000/s");
			recording.start();
			long start = System.nanoTime();
			for (int i = 0; i < FEWEST_RUNS || System.nanoTime() - start < DURATION.toNanos(); i++) {
				work.run();
			}
			recording.stop();
			recording.dump(file);
			AllocationSites sites = new AllocationSites(work.callers());
			sites.addAll(file, true);
			if (sites.weights.isEmpty()) {
				sites.addAll(file, false);
			}
			return sites.describe();
		}
		finally {
			Files.deleteIfExists(file);
		}
	}

	private void addAll(Path file, boolean withoutFirst) throws IOException {
		try (RecordingFile events = new RecordingFile(file)) {
			while (events.hasMoreEvents()) {
				RecordedEvent event = events.readEvent();
				RecordedStackTrace trace = event.getStackTrace();
				RecordedThread thread = event.getThread();
				if (event.getEventType().getName().equals(EVENT) && trace != null && thread != null
						&& !(this.threads.add(thread.getId()) && withoutFirst)) {
					add(event, trace.getFrames(), thread.getJavaThreadId() == this.currentThread);
				}
			}
		}
	}

	private void add(RecordedEvent event, List<RecordedFrame> frames, boolean onCurrentThread) {
		int caller = caller(frames);
		if (caller < 0 && onCurrentThread) {
			return;
		}
		RecordedFrame frame = site((caller < 0) ? frames : frames.subList(0, caller));
		if (frame == null) {
			return;
		}
		RecordedClass type = event.getClass("objectClass");
		this.weights.merge(readable(type.getName()) + " in " + name(frame), event.getLong("weight"), Long::sum);
		this.samples++;
	}

	/**
	 * Return where the frames of the caller begin, or -1.
	 */
	private int caller(List<RecordedFrame> frames) {
		for (int i = 0; i < frames.size(); i++) {
			RecordedMethod method = frames.get(i).getMethod();
			if (this.callers.contains(method.getType().getName() + "." + method.getName())) {
				return i;
			}
		}
		return -1;
	}

	/**
	 * Return the innermost frame that is not the JDK's, or else the innermost one.
	 */
	private static @Nullable RecordedFrame site(List<RecordedFrame> frames) {
		for (RecordedFrame frame : frames) {
			if (!isJdk(frame.getMethod().getType().getName())) {
				return frame;
			}
		}
		return frames.isEmpty() ? null : frames.get(0);
	}

	private static boolean isJdk(String className) {
		return className.startsWith("java.") || className.startsWith("jdk.") || className.startsWith("sun.")
				|| className.startsWith("com.sun.");
	}

	private static String name(RecordedFrame frame) {
		String type = frame.getMethod().getType().getName();
		String simpleName = type.substring(type.lastIndexOf('.') + 1);
		String source = simpleName.contains("$") ? simpleName.substring(0, simpleName.indexOf('$')) : simpleName;
		return "%s.%s(%s.java:%d)".formatted(type, frame.getMethod().getName(), source, frame.getLineNumber());
	}

	/**
	 * Return the name of a class as in source code: {@code byte[]} for {@code [B}.
	 */
	private static String readable(String className) {
		int dimensions = className.lastIndexOf('[') + 1;
		String element = className.substring(dimensions);
		if (dimensions > 0) {
			element = switch (element.charAt(0)) {
				case 'B' -> "byte";
				case 'C' -> "char";
				case 'D' -> "double";
				case 'F' -> "float";
				case 'I' -> "int";
				case 'J' -> "long";
				case 'S' -> "short";
				case 'Z' -> "boolean";
				default -> element.substring(1, element.length() - 1);
			};
		}
		return element + "[]".repeat(dimensions);
	}

	private String describe() {
		if (this.weights.isEmpty()) {
			return "Where is not known: Java Flight Recorder took no sample of it within %d s."
				.formatted(DURATION.toSeconds());
		}
		StringJoiner text = new StringJoiner("%n  ".formatted());
		text.add("Allocated at, by " + this.samples + " samples of Java Flight Recorder:");
		double all = this.weights.values().stream().mapToLong(Long::longValue).sum();
		this.weights.entrySet()
			.stream()
			.sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
			.limit(MOST_SITES)
			.forEach((site) -> text
				.add(String.format(Locale.ROOT, "%3.0f %% %s", 100 * site.getValue() / all, site.getKey())));
		return text.toString();
	}

}
