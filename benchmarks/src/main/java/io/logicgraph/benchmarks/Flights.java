package io.logicgraph.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.sun.management.ThreadMXBean;
import io.logicgraph.memory.context.Context;
import io.logicgraph.memory.pool.ContextPool;
import io.logicgraph.memory.pool.PooledContext;
import io.logicgraph.sample.flight.FlightFunctions;
import io.logicgraph.sample.graph.GraphLoader;
import io.logicgraph.sample.graph.LogicGraph;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ClassPathResource;

/**
 * The sample's graph over its 10,000 flights, with pooled contexts or with new ones, in
 * this JVM. Prints what it took as one JSON object.
 */
final class Flights {

	private static final int WARM_UP_ROUNDS = 20;

	private static final int ROUNDS = 100;

	private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

	private final LogicGraph graph = new GraphLoader(FlightFunctions.class)
		.load(new ClassPathResource("flight-graph.json"));

	private final ContextPool pool = new ContextPool();

	private final List<Object[]> flights;

	private final String[] inputs;

	private final boolean pooled;

	private long checksum;

	private Flights(boolean pooled) throws IOException {
		this.pooled = pooled;
		this.inputs = this.graph.inputs().stream().map(String::intern).toArray(String[]::new);
		this.flights = read();
	}

	static void main(String[] args) throws IOException {
		Flights flights = new Flights(args[0].equals("pooled"));
		Scenarios.print(flights.run());
	}

	private List<Object[]> read() throws IOException {
		try (InputStream stream = new ClassPathResource("flights-10k.json").getInputStream()) {
			List<Object[]> flights = new ArrayList<>();
			for (JsonNode flight : JsonMapper.shared().readTree(stream)) {
				Object[] values = new Object[this.inputs.length];
				for (int i = 0; i < values.length; i++) {
					values[i] = value(flight.get(this.inputs[i]));
				}
				flights.add(values);
			}
			return flights;
		}
	}

	private static @Nullable Object value(@Nullable JsonNode node) {
		if (node == null || node.isNull()) {
			return null;
		}
		return node.isNumber() ? (Object) node.doubleValue() : node.stringValue().intern();
	}

	private Map<String, Object> run() {
		for (int i = 0; i < WARM_UP_ROUNDS; i++) {
			executeAll();
			fillAll();
		}
		System.gc();
		ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
		long collections = collections();
		long bytes = THREADS.getCurrentThreadAllocatedBytes();
		long cpu = THREADS.getCurrentThreadCpuTime();
		long start = System.nanoTime();
		for (int i = 0; i < ROUNDS; i++) {
			executeAll();
		}
		double executions = (double) ROUNDS * this.flights.size();
		Map<String, Object> result = new LinkedHashMap<>();
		result.put("nanosPerExecution", (System.nanoTime() - start) / executions);
		result.put("cpuNanosPerExecution", (THREADS.getCurrentThreadCpuTime() - cpu) / executions);
		result.put("bytesPerExecution", (THREADS.getCurrentThreadAllocatedBytes() - bytes) / executions);
		result.put("executions", (long) executions);
		result.put("collections", collections() - collections);
		result.put("peakHeapBytes", peakHeap());
		result.put("contextBytesPerExecution", contextBytes());
		result.put("keys", template().size());
		result.put("checksum", this.checksum);
		return result;
	}

	private void executeAll() {
		if (this.pooled) {
			for (Object[] flight : this.flights) {
				try (PooledContext context = this.pool.lease()) {
					execute(flight, context);
				}
			}
		}
		else {
			for (Object[] flight : this.flights) {
				execute(flight, new Context());
			}
		}
	}

	private void execute(Object[] flight, Context context) {
		for (int i = 0; i < flight.length; i++) {
			context.set(this.inputs[i], flight[i]);
		}
		this.graph.execute(context);
		if (Boolean.TRUE.equals(context.get("compensated"))) {
			this.checksum++;
		}
	}

	private Context template() {
		Context context = new Context();
		execute(this.flights.get(0), context);
		return context;
	}

	/**
	 * Return what the contexts themselves take, filled with values that exist already.
	 */
	private double contextBytes() {
		long before = THREADS.getCurrentThreadAllocatedBytes();
		for (int i = 0; i < ROUNDS; i++) {
			fillAll();
		}
		return (double) (THREADS.getCurrentThreadAllocatedBytes() - before) / (ROUNDS * this.flights.size());
	}

	private void fillAll() {
		Map<String, Object> entries = template().asMap();
		String[] keys = entries.keySet().toArray(String[]::new);
		Object[] values = entries.values().toArray();
		for (int i = 0; i < this.flights.size(); i++) {
			if (this.pooled) {
				try (PooledContext context = this.pool.lease()) {
					fill(context, keys, values);
				}
			}
			else {
				fill(new Context(), keys, values);
			}
		}
	}

	private void fill(Context context, String[] keys, Object[] values) {
		for (int i = 0; i < keys.length; i++) {
			context.set(keys[i], values[i]);
		}
		this.checksum += context.size();
	}

	private static long collections() {
		return ManagementFactory.getGarbageCollectorMXBeans()
			.stream()
			.mapToLong(GarbageCollectorMXBean::getCollectionCount)
			.sum();
	}

	private static long peakHeap() {
		return ManagementFactory.getMemoryPoolMXBeans()
			.stream()
			.filter((memory) -> memory.getType() == MemoryType.HEAP)
			.mapToLong((memory) -> memory.getPeakUsage().getUsed())
			.sum();
	}

}
