package io.logicgraph.memory.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two snapshots of an application, as {@code GET /actuator/logicgraph-memory/snapshot}
 * answers with, compared: what a request and a profiled call allocate on average, and how
 * many contexts leaked.
 * <p>
 * Immutable.
 *
 * @since 0.7.0
 */
public final class SnapshotComparison {

	private final List<Row> rows;

	private SnapshotComparison(List<Row> rows) {
		this.rows = rows;
	}

	/**
	 * Compare two snapshots.
	 * @param before file of the earlier one, or of the one before a change
	 * @param after file of the other one
	 * @return the comparison
	 * @throws IOException if a file can't be read
	 * @throws IllegalArgumentException if a file is not a snapshot
	 */
	public static SnapshotComparison of(Path before, Path after) throws IOException {
		Map<String, Value> earlier = values(before);
		Map<String, Value> later = values(after);
		TreeSet<String> names = new TreeSet<>(earlier.keySet());
		names.addAll(later.keySet());
		return new SnapshotComparison(
				names.stream().map((name) -> new Row(name, earlier.get(name), later.get(name))).toList());
	}

	private static Map<String, Value> values(Path file) throws IOException {
		JsonNode snapshot = read(file);
		Map<String, Value> values = new TreeMap<>();
		for (JsonNode profile : snapshot.path("profiles")) {
			putMean(values, "call " + profile.path("name").asString(""), profile);
		}
		for (JsonNode observation : snapshot.path("observations")) {
			putMean(values, "work " + describe(observation), observation);
		}
		for (JsonNode leak : snapshot.path("leaks")) {
			String name = "leak " + leak.path("pool").asString("") + " " + leak.path("stack").path(0).asString("");
			values.merge(name, new Value(leak.path("count").asLong(), false), Value::plus);
		}
		return values;
	}

	private static JsonNode read(Path file) throws IOException {
		try {
			JsonNode snapshot = JsonMapper.shared().readTree(Files.readString(file));
			if (snapshot.path("profiles").isArray() && snapshot.path("observations").isArray()) {
				return snapshot;
			}
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("%s is not JSON: %s".formatted(file, ex.getOriginalMessage()), ex);
		}
		throw new IllegalArgumentException(file + " is not a snapshot: it has no lists of profiles and observations");
	}

	private static void putMean(Map<String, Value> values, String name, JsonNode row) {
		if (row.path("meanBytes").isNumber()) {
			values.put(name, new Value(row.path("meanBytes").asLong(), true));
		}
	}

	private static String describe(JsonNode observation) {
		Map<String, String> tags = new TreeMap<>();
		observation.path("tags")
			.properties()
			.stream()
			.filter((tag) -> !tag.getValue().asString("").equals("none"))
			.forEach((tag) -> tags.put(tag.getKey(), tag.getValue().asString("")));
		return observation.path("name").asString("") + " " + tags;
	}

	/**
	 * Return the names of what grew: of requests and calls that allocate more on average
	 * than allowed, and of leaks. What is in one of the snapshots only did not grow,
	 * unless it is a leak.
	 * @param percent by how many percent the mean may grow
	 * @param bytes by how many bytes the mean may grow, however many percent that is
	 * @return the names, as in {@link #format}
	 */
	public List<String> grown(double percent, long bytes) {
		return this.rows.stream().filter((row) -> row.isGrown(percent, bytes)).map(Row::name).toList();
	}

	/**
	 * Return a table with a line for each thing that differs, the one that grew most
	 * first.
	 * @return the table; a sentence if nothing differs
	 */
	public String format() {
		List<Row> changed = new ArrayList<>(this.rows.stream().filter(Row::isChanged).toList());
		if (changed.isEmpty()) {
			return "Nothing differs.";
		}
		changed.sort((one, other) -> Double.compare(other.growth(), one.growth()));
		StringJoiner table = new StringJoiner("%n".formatted());
		table.add(line("before", "after", "change", "mean by call or request; count of leaks"));
		for (Row row : changed) {
			table.add(line(text(row.before()), text(row.after()), row.change(), row.name()));
		}
		return table.toString();
	}

	private static String text(@Nullable Value value) {
		if (value == null) {
			return "-";
		}
		return value.bytes() ? value.number() + " B" : Long.toString(value.number());
	}

	private static String line(String before, String after, String change, String name) {
		return String.format(Locale.ROOT, "%14s %14s %10s  %s", before, after, change, name);
	}

	private record Value(long number, boolean bytes) {

		Value plus(Value other) {
			return new Value(this.number + other.number, this.bytes);
		}

	}

	private record Row(String name, @Nullable Value before, @Nullable Value after) {

		boolean isChanged() {
			return this.before == null || !this.before.equals(this.after);
		}

		boolean isGrown(double percent, long bytes) {
			if (this.after == null) {
				return false;
			}
			if (!this.after.bytes()) {
				return this.before == null || this.after.number() > this.before.number();
			}
			return this.before != null && growth() > percent && this.after.number() - this.before.number() > bytes;
		}

		/**
		 * Return the growth in percent, 0 for what is in one of the snapshots only.
		 */
		double growth() {
			if (this.before == null || this.after == null) {
				return 0;
			}
			long difference = this.after.number() - this.before.number();
			return (difference == 0) ? 0 : 100.0 * difference / this.before.number();
		}

		String change() {
			if (this.before == null) {
				return "new";
			}
			if (this.after == null) {
				return "gone";
			}
			return (this.before.number() == 0) ? "from 0" : String.format(Locale.ROOT, "%+.1f %%", growth());
		}

	}

}
