package io.logicgraph.sample.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The order that the edges prescribe: a depth-first search over the predecessors of each
 * node, in the order of the file.
 */
final class GraphOrder {

	private final Map<String, Set<String>> predecessors = new LinkedHashMap<>();

	GraphOrder(Collection<String> ids) {
		ids.forEach((id) -> this.predecessors.put(id, new LinkedHashSet<>()));
	}

	boolean contains(@Nullable String id) {
		return this.predecessors.containsKey(id);
	}

	void addEdge(String from, String to) {
		predecessors(to).add(from);
	}

	/**
	 * Return the nodes that come before the given one, directly or not.
	 */
	Set<String> ancestors(String id) {
		Set<String> ancestors = new HashSet<>();
		Deque<String> pending = new ArrayDeque<>(predecessors(id));
		while (!pending.isEmpty()) {
			String next = pending.pop();
			if (ancestors.add(next)) {
				pending.addAll(predecessors(next));
			}
		}
		return ancestors;
	}

	/**
	 * Return the nodes of a cycle in the direction of the edges, the first one repeated
	 * at the end, or an empty list.
	 */
	List<String> cycle() {
		Set<String> done = new HashSet<>();
		for (String id : this.predecessors.keySet()) {
			List<String> cycle = cycle(id, new ArrayList<>(), done);
			if (!cycle.isEmpty()) {
				return cycle;
			}
		}
		return List.of();
	}

	private List<String> cycle(String id, List<String> path, Set<String> done) {
		int start = path.indexOf(id);
		if (start >= 0) {
			// The path leads from each node to a predecessor, against the edges.
			List<String> cycle = new ArrayList<>();
			cycle.add(id);
			for (int i = path.size() - 1; i >= start; i--) {
				cycle.add(path.get(i));
			}
			return cycle;
		}
		if (done.contains(id)) {
			return List.of();
		}
		path.add(id);
		for (String predecessor : predecessors(id)) {
			List<String> cycle = cycle(predecessor, path, done);
			if (!cycle.isEmpty()) {
				return cycle;
			}
		}
		path.remove(path.size() - 1);
		done.add(id);
		return List.of();
	}

	/**
	 * Return all nodes, each after its predecessors. There must be no cycle.
	 */
	List<String> sorted() {
		Set<String> sorted = new LinkedHashSet<>();
		this.predecessors.keySet().forEach((id) -> visit(id, sorted));
		return List.copyOf(sorted);
	}

	private void visit(String id, Set<String> sorted) {
		if (!sorted.contains(id)) {
			predecessors(id).forEach((predecessor) -> visit(predecessor, sorted));
			sorted.add(id);
		}
	}

	private Set<String> predecessors(String id) {
		Set<String> predecessors = this.predecessors.get(id);
		if (predecessors == null) {
			throw new IllegalArgumentException("Unknown node '%s'".formatted(id));
		}
		return predecessors;
	}

}
