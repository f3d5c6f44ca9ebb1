package io.logicgraph.sample.graph;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.logicgraph.memory.context.Context;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.Resource;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.ParseException;
import org.springframework.expression.PropertyAccessor;
import org.springframework.expression.spel.SpelCompilerMode;
import org.springframework.expression.spel.SpelParserConfiguration;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.SimpleEvaluationContext;
import org.springframework.util.StringUtils;

/**
 * Reads a {@link LogicGraph} from a JSON file and checks it: what is wrong with a graph
 * shows when it is loaded, not when a flight reaches the wrong branch.
 * <p>
 * Expressions read keys of the context by name, and call functions as {@code #name(…)}.
 * They can do nothing else: no types, constructors, beans or assignments.
 */
public final class GraphLoader {

	/**
	 * Expressions are compiled to bytecode, and interpreted again where the type of a
	 * value turns out to be another one than it was when they were compiled.
	 */
	private static final SpelParserConfiguration PARSER_CONFIGURATION = new SpelParserConfiguration(
			SpelCompilerMode.MIXED, GraphLoader.class.getClassLoader());

	private final JsonMapper mapper = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.build();

	private final SpelExpressionParser parser = new SpelExpressionParser(PARSER_CONFIGURATION);

	private final Map<String, Method> functions;

	/**
	 * Create a loader.
	 * @param functions a public class whose public static methods expressions may call
	 */
	public GraphLoader(Class<?> functions) {
		this.functions = new HashMap<>();
		for (Method method : functions.getDeclaredMethods()) {
			if (Modifier.isPublic(method.getModifiers()) && Modifier.isStatic(method.getModifiers())) {
				this.functions.put(method.getName(), method);
			}
		}
	}

	/**
	 * Load a graph.
	 * @param resource the JSON file
	 * @return the graph, tried out with the examples in the file
	 * @throws InvalidGraphException if the file can't be read or the graph is wrong
	 */
	public LogicGraph load(Resource resource) {
		String location = resource.getDescription();
		GraphDefinition definition = read(resource, location);
		GraphOrder order = checkStructure(definition, location);
		Map<String, GraphNode> nodes = parse(definition, order, location);
		List<GraphNode> sorted = order.sorted().stream().map(nodes::get).toList();
		LogicGraph graph = new LogicGraph(nameOf(definition, resource), definition.inputs().keySet(), sorted,
				evaluationContext(definition));
		tryOut(graph, definition, location);
		graph.compile();
		return graph;
	}

	private GraphDefinition read(Resource resource, String location) {
		try (InputStream stream = resource.getInputStream()) {
			return this.mapper.readValue(stream, GraphDefinition.class);
		}
		catch (JacksonException ex) {
			throw new InvalidGraphException(location, "it is not the JSON of a graph: " + ex.getMessage(), ex);
		}
		catch (IOException ex) {
			throw new InvalidGraphException(location, "it can't be read: " + ex.getMessage(), ex);
		}
	}

	private static String nameOf(GraphDefinition definition, Resource resource) {
		String name = definition.name();
		return (name != null) ? name : String.valueOf(resource.getFilename());
	}

	private GraphOrder checkStructure(GraphDefinition definition, String location) {
		List<String> problems = new ArrayList<>();
		checkNodes(definition, problems);
		GraphOrder order = new GraphOrder(ids(definition));
		for (GraphDefinition.Edge edge : definition.edges()) {
			checkEdge(edge, order, problems);
		}
		if (problems.isEmpty()) {
			List<String> cycle = order.cycle();
			if (!cycle.isEmpty()) {
				problems.add("the edges form a cycle: " + String.join(" -> ", cycle));
			}
		}
		failOn(problems, location);
		return order;
	}

	private static Set<String> ids(GraphDefinition definition) {
		Set<String> ids = new LinkedHashSet<>();
		for (GraphDefinition.Node node : definition.nodes()) {
			if (node.id() != null) {
				ids.add(node.id());
			}
		}
		return ids;
	}

	private static void checkNodes(GraphDefinition definition, List<String> problems) {
		if (definition.nodes().isEmpty()) {
			problems.add("it has no nodes");
		}
		Set<String> ids = new HashSet<>();
		Map<String, String> outputs = new HashMap<>();
		int position = 0;
		for (GraphDefinition.Node node : definition.nodes()) {
			position++;
			String id = node.id();
			if (!StringUtils.hasText(id)) {
				problems.add("node number %s has no id".formatted(position));
				continue;
			}
			if (!ids.add(id)) {
				problems.add("the id '%s' is used by more than one node".formatted(id));
				continue;
			}
			if (node.type() == null) {
				problems.add("node '%s' has no type, which is rule or compute".formatted(id));
			}
			if (!StringUtils.hasText(node.expression())) {
				problems.add("node '%s' has no expression".formatted(id));
			}
			checkOutput(id, outputOf(node, id), definition, outputs, problems);
		}
	}

	private static void checkOutput(String id, String output, GraphDefinition definition, Map<String, String> outputs,
			List<String> problems) {
		if (definition.inputs().containsKey(output)) {
			problems.add("node '%s' sets '%s', which is an input of the graph".formatted(id, output));
		}
		String other = outputs.putIfAbsent(output, id);
		if (other != null) {
			problems.add("node '%s' sets '%s', which node '%s' sets already".formatted(id, output, other));
		}
	}

	private static void checkEdge(GraphDefinition.Edge edge, GraphOrder order, List<String> problems) {
		boolean known = true;
		for (String end : new String[] { edge.from(), edge.to() }) {
			if (!order.contains(end)) {
				problems.add("edge '%s' names the unknown node '%s'".formatted(edge, end));
				known = false;
			}
		}
		if (known && edge.from() != null && edge.to() != null) {
			order.addEdge(edge.from(), edge.to());
		}
	}

	private Map<String, GraphNode> parse(GraphDefinition definition, GraphOrder order, String location) {
		List<String> problems = new ArrayList<>();
		Map<String, String> outputs = new LinkedHashMap<>();
		definition.nodes().forEach((node) -> outputs.put(outputOf(node, node.id()), node.id()));
		Map<String, GraphNode> nodes = new HashMap<>();
		for (GraphDefinition.Node node : definition.nodes()) {
			try {
				SpelExpression expression = this.parser.parseRaw(node.expression());
				checkNames(node.id(), ExpressionNames.of(expression.getAST()), definition, outputs, order, problems);
				nodes.put(node.id(), new GraphNode(node.id(), node.type(), expression, outputOf(node, node.id())));
			}
			catch (ParseException ex) {
				problems.add("the expression of node '%s' can't be parsed: '%s': %s".formatted(node.id(),
						node.expression(), ex.getSimpleMessage()));
			}
		}
		failOn(problems, location);
		return nodes;
	}

	private void checkNames(String id, ExpressionNames names, GraphDefinition definition, Map<String, String> outputs,
			GraphOrder order, List<String> problems) {
		Set<String> ancestors = order.ancestors(id);
		for (String key : names.keys()) {
			String source = outputs.get(key);
			if (source == null && !definition.inputs().containsKey(key)) {
				problems.add("node '%s' reads '%s', which is neither an input nor set by a node".formatted(id, key));
			}
			else if (source != null && !ancestors.contains(source)) {
				problems.add("node '%s' reads '%s', but no edge leads to it from node '%s', which sets that"
					.formatted(id, key, source));
			}
		}
		for (String function : names.functions()) {
			if (!this.functions.containsKey(function)) {
				problems.add("node '%s' uses '#%s', but the only functions are %s".formatted(id, function,
						this.functions.keySet().stream().sorted().toList()));
			}
		}
	}

	private EvaluationContext evaluationContext(GraphDefinition definition) {
		Map<Class<?>, Set<String>> keys = new LinkedHashMap<>();
		definition.inputs()
			.forEach((key, type) -> keys.computeIfAbsent(type.valueType(), (any) -> new HashSet<>()).add(key));
		for (GraphDefinition.Node node : definition.nodes()) {
			Class<?> type = (node.type() == NodeType.RULE) ? Boolean.class : Object.class;
			keys.computeIfAbsent(type, (any) -> new HashSet<>()).add(outputOf(node, node.id()));
		}
		PropertyAccessor[] accessors = keys.entrySet()
			.stream()
			.map((entry) -> new ContextPropertyAccessor(entry.getKey(), entry.getValue()))
			.toArray(PropertyAccessor[]::new);
		SimpleEvaluationContext context = SimpleEvaluationContext.forPropertyAccessors(accessors)
			.withAssignmentDisabled()
			.withCompilationSupported()
			.build();
		this.functions.forEach(context::setVariable);
		return context;
	}

	/**
	 * Run the examples: this finds what only an evaluation can tell, and lets SpEL see
	 * the types that it needs to compile.
	 */
	private static void tryOut(LogicGraph graph, GraphDefinition definition, String location) {
		int number = 0;
		for (Map<String, @Nullable Object> example : definition.examples()) {
			number++;
			try {
				graph.execute(contextOf(example, definition));
			}
			catch (GraphExecutionException ex) {
				throw new InvalidGraphException(location, "example %s fails: %s".formatted(number, ex.getMessage()),
						ex);
			}
		}
	}

	private static Context contextOf(Map<String, @Nullable Object> example, GraphDefinition definition) {
		Context context = new Context();
		for (String input : definition.inputs().keySet()) {
			Object value = example.get(input);
			context.set(input, (value instanceof Number number) ? Double.valueOf(number.doubleValue()) : value);
		}
		return context;
	}

	private static String outputOf(GraphDefinition.Node node, String id) {
		return (node.output() != null) ? node.output() : id;
	}

	private static void failOn(List<String> problems, String location) {
		if (!problems.isEmpty()) {
			throw new InvalidGraphException(location, problems);
		}
	}

}
