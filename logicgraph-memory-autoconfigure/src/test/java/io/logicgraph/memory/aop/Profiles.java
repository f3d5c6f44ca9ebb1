package io.logicgraph.memory.aop;

import java.util.List;

import io.logicgraph.memory.profile.ProfileRegistry;
import io.logicgraph.memory.profile.ProfileSnapshot;

import org.springframework.beans.factory.BeanFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Looks up profiles by name.
 */
final class Profiles {

	private final ProfileRegistry registry;

	Profiles(BeanFactory beanFactory) {
		this.registry = beanFactory.getBean(ProfileRegistry.class);
	}

	/**
	 * Make calls until the JDK has settled on how to invoke their methods by reflection:
	 * at the first call, the 16th (JDK 17) and the 128th (later ones), it allocates. They
	 * are not in the figures.
	 */
	void settle(Runnable calls) {
		for (int i = 0; i < 150; i++) {
			calls.run();
		}
		reset();
	}

	void reset() {
		this.registry.reset();
	}

	List<String> names() {
		return this.registry.snapshots().stream().map(ProfileSnapshot::name).sorted().toList();
	}

	ProfileSnapshot get(String name) {
		List<ProfileSnapshot> found = this.registry.snapshots()
			.stream()
			.filter((profile) -> profile.name().equals(name))
			.toList();
		assertThat(found).as("profiles named %s among %s", name, names()).hasSize(1);
		return found.get(0);
	}

}
