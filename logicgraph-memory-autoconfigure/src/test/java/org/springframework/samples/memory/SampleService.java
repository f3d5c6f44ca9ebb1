package org.springframework.samples.memory;

import io.logicgraph.memory.profile.Profiled;

/**
 * As in Spring's sample applications, whose packages begin like those of Spring itself.
 */
public class SampleService {

	@Profiled
	public void work() {
	}

}
