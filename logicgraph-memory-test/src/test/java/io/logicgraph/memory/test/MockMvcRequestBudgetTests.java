package io.logicgraph.memory.test;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

import static io.logicgraph.memory.test.AllocationAssertions.assertThatAllocationOfRequests;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.asyncDispatch;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

/**
 * {@link AbstractRequestBudgetTests} with {@code MockMvc}.
 */
@SpringBootTest(classes = RequestApplication.class,
		properties = { "spring.task.execution.propagate-context=true", "spring.main.web-application-type=servlet" })
@AutoConfigureMockMvc
class MockMvcRequestBudgetTests extends AbstractRequestBudgetTests {

	@Autowired
	private MockMvc mockMvc;

	@Test
	void eachRouteHasToBeWithinTheBudget() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThatAllocationOfRequests(this.profiles, () -> {
				get("/bytes/16");
				get("/later/" + BYTES);
			}).isAtMost(FRAMEWORK))
			.withMessageContaining("GET /later/{bytes}, status 200 allocated 1")
			.withMessageNotContaining("GET /bytes/{bytes}");
	}

	@Override
	void get(String path) throws Exception {
		ResultActions answer = this.mockMvc.perform(MockMvcRequestBuilders.get(path)).andExpect(status().isOk());
		MvcResult result = answer.andReturn();
		if (result.getRequest().isAsyncStarted()) {
			this.mockMvc.perform(asyncDispatch(result)).andExpect(status().isOk());
		}
	}

}
