package io.logicgraph.memory.test;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

import io.logicgraph.memory.profile.Quality;
import io.logicgraph.memory.profile.VirtualThreadMetering;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on what some work allocates, see {@link AllocationAssertions}.
 * <p>
 * An assertion fails if the budget is exceeded, and also if it can't be known whether it
 * is. The message has the sites that allocated most, as Java Flight Recorder saw them.
 * What the work itself throws, the assertion throws as it is.
 *
 * @since 0.7.0
 */
public final class AllocationAssert extends AbstractAssert<AllocationAssert, Object> {

	private final MeasuredWork work;

	AllocationAssert(MeasuredWork work) {
		super(work, AllocationAssert.class);
		this.work = work;
	}

	/**
	 * Verify that the work allocates no more than some bytes.
	 * @param size a whole number and a unit of {@code B}, {@code KB}, {@code MB},
	 * {@code GB} or {@code TB} (1 KB is 1024 bytes), such as {@code "2KB"}
	 * @return this assertion
	 * @throws IllegalArgumentException if it is not a size, or if the work returns
	 * something that does its work only later
	 * @throws AssertionError if more is allocated, or if that can't be known
	 */
	public AllocationAssert isAtMost(String size) {
		return isAtMost(ByteSize.parse(size));
	}

	/**
	 * Verify that the work allocates no more than some bytes. Spring's {@code DataSize}
	 * has them as {@code toBytes()}.
	 * @param bytes bytes, 0 or more
	 * @return this assertion
	 * @throws IllegalArgumentException if the number is negative, or if the work returns
	 * something that does its work only later
	 * @throws AssertionError if more is allocated, or if that can't be known
	 */
	@SuppressWarnings("try")
	public AllocationAssert isAtMost(long bytes) {
		if (bytes < 0) {
			throw new IllegalArgumentException("A budget must be 0 or more bytes, was " + bytes);
		}
		try (VirtualThreadMetering metering = VirtualThreadMetering.start()) {
			verify(bytes);
		}
		catch (Exception ex) {
			throw CallWork.<RuntimeException>sneaky(ex);
		}
		return this;
	}

	/**
	 * Verify that the work allocates nothing.
	 * @return this assertion
	 * @throws AssertionError if something is allocated, or if that can't be known
	 */
	public AllocationAssert isZero() {
		return isAtMost(0);
	}

	private void verify(long budget) throws Exception {
		RepeatedRuns runs = new RepeatedRuns(this.work);
		Map<String, Figure> figures = runs.settle(budget);
		List<Map.Entry<String, Figure>> broken = figures.entrySet()
			.stream()
			.filter((entry) -> !entry.getValue().isWithin(budget))
			.sorted(Map.Entry.comparingByKey())
			.toList();
		if (!broken.isEmpty()) {
			throw failure("%s", message(budget, broken, runs.runs()));
		}
	}

	private String message(long budget, List<Map.Entry<String, Figure>> broken, int runs) {
		StringJoiner message = new StringJoiner("%n".formatted());
		message.add("Expecting at most " + ByteSize.format(budget) + " to be allocated, but");
		boolean over = false;
		for (Map.Entry<String, Figure> entry : broken) {
			message.add("  " + describe(entry.getKey(), entry.getValue(), budget));
			over |= entry.getValue().bytes() > budget;
		}
		if (!over) {
			return message.toString();
		}
		message.add("That is the least of the last runs, of " + runs + ".");
		message.add(AllocationSites.describe(this.work));
		return message.toString();
	}

	private String describe(String label, Figure figure, long budget) {
		if (figure.quality() == Quality.UNAVAILABLE) {
			return label + ": how much is unknown. " + this.work.adviceIfUnavailable();
		}
		String allocated = label + " allocated " + ((figure.quality() == Quality.PARTIAL) ? "at least " : "")
				+ ByteSize.format(figure.bytes());
		if (figure.bytes() > budget) {
			return allocated + ", which is " + ByteSize.format(figure.bytes() - budget) + " over";
		}
		return allocated + ", more is not known. " + this.work.adviceIfPartial();
	}

}
