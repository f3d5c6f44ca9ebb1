package io.logicgraph.sample.graph;

import java.nio.charset.StandardCharsets;

import io.logicgraph.memory.context.Context;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link GraphLoader}.
 */
class GraphLoaderTests {

	private final GraphLoader loader = new GraphLoader(Functions.class);

	@Test
	void evaluatesNodesInTheOrderOfTheEdges() {
		LogicGraph graph = load("""
				{
				  "name": "sums",
				  "inputs": { "a": "number" },
				  "nodes": [
				    { "id": "last", "type": "rule", "expression": "third > 30.0" },
				    { "id": "third", "type": "compute", "expression": "second * 2.0" },
				    { "id": "first", "type": "compute", "expression": "a + 1.0", "output": "one" },
				    { "id": "second", "type": "compute", "expression": "one * 10.0" }
				  ],
				  "edges": [
				    { "from": "first", "to": "second" },
				    { "from": "second", "to": "third" },
				    { "from": "third", "to": "last" }
				  ]
				}
				""");
		Context context = new Context().set("a", 1.0);
		graph.execute(context);
		assertThat(graph.name()).isEqualTo("sums");
		assertThat(graph.inputs()).containsExactly("a");
		assertThat(graph.order()).containsExactly("first", "second", "third", "last");
		assertThat(context.asMap()).containsEntry("one", 2.0)
			.containsEntry("second", 20.0)
			.containsEntry("third", 40.0)
			.containsEntry("last", true)
			.hasSize(5);
	}

	@Test
	void compilesExpressionsThatTheExamplesReach() {
		LogicGraph graph = load("""
				{
				  "inputs": { "a": "number", "b": "text" },
				  "nodes": [
				    { "id": "big", "type": "rule", "expression": "a > 10.0" },
				    { "id": "text", "type": "compute", "expression": "!big ? 'small' : #twice(b)" }
				  ],
				  "edges": [ { "from": "big", "to": "text" } ],
				  "examples": [ { "a": 1 }, { "a": 11, "b": "x" } ]
				}
				""");
		assertThat(graph.compile()).isEmpty();
		Context context = new Context().set("a", 12.0).set("b", "y");
		graph.execute(context);
		assertThat(context.get("text")).isEqualTo("yy");
	}

	@Test
	void aCompiledExpressionSurvivesValuesOfAnotherType() {
		LogicGraph graph = load("""
				{
				  "inputs": { "a": "number" },
				  "nodes": [
				    { "id": "b", "type": "compute", "expression": "a > 10.0 ? 'text' : 1.5" },
				    { "id": "c", "type": "compute", "expression": "b + b" }
				  ],
				  "edges": [ { "from": "b", "to": "c" } ],
				  "examples": [ { "a": 1 }, { "a": 2 } ]
				}
				""");
		for (int i = 0; i < 3; i++) {
			assertThat(executed(graph, 1.0).get("c")).isEqualTo(3.0);
			assertThat(executed(graph, 11.0).get("c")).isEqualTo("texttext");
		}
	}

	private static Context executed(LogicGraph graph, double input) {
		Context context = new Context().set("a", input);
		graph.execute(context);
		return context;
	}

	@Test
	void namesTheUnknownNodeOfAnEdge() {
		assertInvalid("""
				{
				  "nodes": [ { "id": "a", "type": "compute", "expression": "1" } ],
				  "edges": [ { "from": "a", "to": "nobody" } ]
				}
				""", "edge 'a -> nobody' names the unknown node 'nobody'");
	}

	@Test
	void namesAnEdgeWithoutAnEnd() {
		assertInvalid("""
				{
				  "nodes": [ { "id": "a", "type": "compute", "expression": "1" } ],
				  "edges": [ { "from": "a" } ]
				}
				""", "edge 'a -> null' names the unknown node 'null'");
	}

	@Test
	void namesADuplicateId() {
		assertInvalid("""
				{
				  "nodes": [
				    { "id": "twin", "type": "compute", "expression": "1" },
				    { "id": "twin", "type": "compute", "expression": "2", "output": "other" }
				  ]
				}
				""", "the id 'twin' is used by more than one node");
	}

	@Test
	void namesTwoNodesThatSetTheSameKey() {
		assertInvalid("""
				{
				  "nodes": [
				    { "id": "a", "type": "compute", "expression": "1", "output": "same" },
				    { "id": "b", "type": "compute", "expression": "2", "output": "same" }
				  ]
				}
				""", "node 'b' sets 'same', which node 'a' sets already");
	}

	@Test
	void namesANodeThatOverwritesAnInput() {
		assertInvalid("""
				{
				  "inputs": { "delay": "number" },
				  "nodes": [ { "id": "a", "type": "compute", "expression": "1", "output": "delay" } ]
				}
				""", "node 'a' sets 'delay', which is an input of the graph");
	}

	@Test
	void namesTheNodesOfACycle() {
		assertInvalid("""
				{
				  "nodes": [
				    { "id": "start", "type": "compute", "expression": "1" },
				    { "id": "a", "type": "compute", "expression": "1" },
				    { "id": "b", "type": "compute", "expression": "1" },
				    { "id": "c", "type": "compute", "expression": "1" }
				  ],
				  "edges": [
				    { "from": "start", "to": "a" },
				    { "from": "a", "to": "b" },
				    { "from": "b", "to": "c" },
				    { "from": "c", "to": "a" }
				  ]
				}
				""", "the edges form a cycle: a -> b -> c -> a");
	}

	@Test
	void namesANodeThatDependsOnItself() {
		assertInvalid("""
				{
				  "nodes": [ { "id": "a", "type": "compute", "expression": "1" } ],
				  "edges": [ { "from": "a", "to": "a" } ]
				}
				""", "the edges form a cycle: a -> a");
	}

	@Test
	void namesTheNodeOfAnExpressionThatCannotBeParsed() {
		assertThat(problemOf("""
				{ "nodes": [ { "id": "broken", "type": "compute", "expression": "1 + (2" } ] }
				""")).startsWith("the expression of node 'broken' can't be parsed: '1 + (2': ");
	}

	@Test
	void namesAKeyThatNobodySets() {
		assertInvalid("""
				{
				  "inputs": { "delay": "number" },
				  "nodes": [ { "id": "a", "type": "rule", "expression": "delay > 1.0 or dealy > 2.0" } ]
				}
				""", "node 'a' reads 'dealy', which is neither an input nor set by a node");
	}

	@Test
	void namesAMissingEdge() {
		assertInvalid("""
				{
				  "nodes": [
				    { "id": "a", "type": "compute", "expression": "1", "output": "one" },
				    { "id": "b", "type": "compute", "expression": "one + 1" }
				  ]
				}
				""", "node 'b' reads 'one', but no edge leads to it from node 'a', which sets that");
	}

	@Test
	void namesAnUnknownFunctionEvenInABranchThatNoExampleReaches() {
		assertInvalid("""
				{ "nodes": [ { "id": "a", "type": "compute", "expression": "true ? 1 : #thrice('x')" } ] }
				""", "node 'a' uses '#thrice', but the only functions are [twice]");
	}

	@Test
	void namesANodeWithoutTypeOrExpression() {
		assertThatExceptionOfType(InvalidGraphException.class)
			.isThrownBy(() -> load("{ \"nodes\": [ { \"id\": \"a\" }, { \"type\": \"rule\" } ] }"))
			.satisfies(
					(ex) -> assertThat(ex.problems()).containsExactly("node 'a' has no type, which is rule or compute",
							"node 'a' has no expression", "node number 2 has no id"));
	}

	@Test
	void namesARuleThatYieldsNoBoolean() {
		assertInvalid("""
				{
				  "nodes": [ { "id": "a", "type": "rule", "expression": "1 + 1" } ],
				  "examples": [ {} ]
				}
				""", "example 1 fails: Rule node 'a' must yield true or false, but '1 + 1' yields the Integer 2");
	}

	@Test
	void namesANodeThatFailsWithAnExample() {
		assertThat(problemOf("""
				{
				  "inputs": { "text": "text" },
				  "nodes": [ { "id": "a", "type": "compute", "expression": "text / 2" } ],
				  "examples": [ { "text": "x" } ]
				}
				""")).startsWith("example 1 fails: Node 'a' can't be evaluated: 'text / 2': ");
	}

	@Test
	void refusesTypesConstructorsMethodsAndAssignments() {
		for (String expression : new String[] { "T(java.lang.Runtime)", "new String('x')", "'x'.length()",
				"a = 'x'" }) {
			assertThat(problemOf("""
					{
					  "inputs": { "a": "text" },
					  "nodes": [ { "id": "n", "type": "compute", "expression": "%s" } ],
					  "examples": [ {} ]
					}
					""".formatted(expression))).startsWith("example 1 fails: Node 'n' can't be evaluated");
		}
	}

	@Test
	void refusesAGraphWithoutNodes() {
		assertInvalid("{}", "it has no nodes");
	}

	@Test
	void refusesAFieldThatItDoesNotKnow() {
		assertThat(problemOf("{ \"nodse\": [] }")).contains("is not the JSON of a graph").contains("nodse");
	}

	@Test
	void refusesWhatIsNotJson() {
		assertThat(problemOf("nodes:")).contains("is not the JSON of a graph");
	}

	@Test
	void refusesAFileThatDoesNotExist() {
		assertThatExceptionOfType(InvalidGraphException.class)
			.isThrownBy(() -> this.loader.load(new ClassPathResource("no-such-graph.json")))
			.withMessageContaining("no-such-graph.json")
			.withMessageContaining("can't be read");
	}

	@Test
	void reportsAllProblemsAtOnce() {
		assertThatExceptionOfType(InvalidGraphException.class).isThrownBy(() -> load("""
				{
				  "nodes": [
				    { "id": "a", "type": "compute", "expression": "1" },
				    { "id": "a", "type": "compute", "expression": "1" }
				  ],
				  "edges": [ { "from": "x", "to": "y" } ]
				}
				"""))
			.satisfies((ex) -> assertThat(ex.problems()).containsExactly("the id 'a' is used by more than one node",
					"edge 'x -> y' names the unknown node 'x'", "edge 'x -> y' names the unknown node 'y'"));
	}

	@Test
	void theFailureAnalysisListsTheProblems() {
		InvalidGraphException invalid = invalid("{ \"nodes\": [ { \"id\": \"a\" } ] }");
		FailureAnalysis analysis = new InvalidGraphFailureAnalyzer()
			.analyze(new IllegalStateException("context", invalid), invalid);
		assertThat(analysis.getDescription()).contains(invalid.location())
			.contains("- node 'a' has no type")
			.contains("- node 'a' has no expression");
		assertThat(analysis.getAction()).isNotEmpty();
	}

	private void assertInvalid(String json, String problem) {
		InvalidGraphException invalid = invalid(json);
		assertThat(invalid.problems()).containsExactly(problem);
		assertThat(invalid).hasMessageContaining(problem).hasMessageContaining(invalid.location());
	}

	private String problemOf(String json) {
		assertThat(invalid(json).problems()).hasSize(1);
		return invalid(json).problems().get(0);
	}

	private InvalidGraphException invalid(String json) {
		try {
			load(json);
		}
		catch (InvalidGraphException ex) {
			return ex;
		}
		throw new AssertionError("The graph was accepted");
	}

	private LogicGraph load(String json) {
		Resource resource = new ByteArrayResource(json.getBytes(StandardCharsets.UTF_8), "test graph");
		return this.loader.load(resource);
	}

	/**
	 * Functions for the graphs above.
	 */
	public static final class Functions {

		private Functions() {
		}

		public static @Nullable String twice(@Nullable String text) {
			return (text != null) ? text + text : null;
		}

	}

}
