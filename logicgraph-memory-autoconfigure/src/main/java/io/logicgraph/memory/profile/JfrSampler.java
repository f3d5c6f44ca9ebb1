package io.logicgraph.memory.profile;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import jdk.jfr.FlightRecorder;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingStream;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Samples allocations on virtual threads with the JDK's Flight Recorder. The only class
 * besides its event that needs the module {@code jdk.jfr}.
 */
final class JfrSampler implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(VirtualThreadSampling.class);

	private static final String ALLOCATION = "jdk.ObjectAllocationSample";

	private static final Duration TICK = Duration.ofSeconds(1);

	private final FrameSamples samples;

	private final FirstSamples firstSamples;

	private final RecordingStream stream;

	private final Runnable tick = this::tick;

	private final AtomicBoolean failed = new AtomicBoolean();

	// All that follows is guarded by this.

	private long ticks;

	/**
	 * The tick of the last cut whose samples have not all come; 0 if they have.
	 */
	private long cutAt;

	JfrSampler(FrameSamples samples, int samplesPerSecond) {
		this.samples = samples;
		this.firstSamples = FirstSamples.expect();
		this.stream = new RecordingStream();
		this.stream.setMaxAge(Duration.ofMinutes(1));
		this.stream.enable(ALLOCATION).withStackTrace().with("throttle", samplesPerSecond + "/s");
		this.stream.enable(SamplesDelivered.class).withPeriod(TICK);
		this.stream.onEvent(ALLOCATION, this::sample);
		this.stream.onEvent(SamplesDelivered.NAME, this::delivered);
		this.stream.onError(this::failed);
	}

	void start() {
		FlightRecorder.addPeriodicEvent(SamplesDelivered.class, this.tick);
		try {
			this.stream.startAsync();
		}
		catch (RuntimeException ex) {
			close();
			throw ex;
		}
		this.samples.activate(true);
	}

	@Override
	public void close() {
		this.samples.activate(false);
		FlightRecorder.removePeriodicEvent(this.tick);
		this.stream.close();
	}

	private void sample(RecordedEvent event) {
		RecordedThread thread = event.getThread();
		// Flight Recorder doesn't always know a virtual thread; platform threads it does.
		if (thread != null && !thread.getBoolean("virtual")) {
			return;
		}
		long weight = event.getLong("weight");
		RecordedStackTrace stackTrace = event.getStackTrace();
		if (this.firstSamples.isFirst(weight) || stackTrace == null) {
			return;
		}
		FrameSamples.Trace trace = this.samples.trace(weight);
		for (RecordedFrame frame : stackTrace.getFrames()) {
			if (frame.isJavaFrame()) {
				RecordedMethod method = frame.getMethod();
				trace.frame(method.getType().getName(), method.getName(), method.getDescriptor());
			}
		}
	}

	private synchronized void tick() {
		this.ticks++;
		if (this.cutAt == 0) {
			this.cutAt = this.ticks;
			this.samples.cut();
		}
		SamplesDelivered event = new SamplesDelivered();
		event.sampler = System.identityHashCode(this);
		event.number = this.ticks;
		event.commit();
	}

	private void delivered(RecordedEvent event) {
		if (event.getInt("sampler") == System.identityHashCode(this) && isCut(event.getLong("number"))) {
			this.samples.settle();
			cutIsSettled();
		}
	}

	private synchronized boolean isCut(long number) {
		return this.cutAt != 0 && number >= this.cutAt;
	}

	private synchronized void cutIsSettled() {
		this.cutAt = 0;
	}

	private void failed(Throwable ex) {
		String message = "Could not use samples of allocations on virtual threads";
		if (this.failed.compareAndSet(false, true)) {
			logger.warn(message + ". Further failures are logged at DEBUG", ex);
		}
		else {
			logger.debug(message, ex);
		}
	}

}
