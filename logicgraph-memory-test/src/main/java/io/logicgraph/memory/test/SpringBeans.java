package io.logicgraph.memory.test;

import io.logicgraph.memory.profile.ProfileRegistry;
import org.junit.jupiter.api.extension.ExtensionContext;

import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Finds beans of a Spring test. A class of its own, since it needs Spring.
 */
final class SpringBeans {

	private SpringBeans() {
	}

	static ProfileRegistry profiles(ExtensionContext context) {
		return SpringExtension.getApplicationContext(context).getBean(ProfileRegistry.class);
	}

}
