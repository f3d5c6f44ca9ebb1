package io.logicgraph.memory.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import de.codecentric.boot.admin.client.config.InstanceProperties;
import de.codecentric.boot.admin.client.registration.ApplicationFactory;
import de.codecentric.boot.admin.client.registration.metadata.MetadataContributor;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Gives Spring Boot Admin a link to the page, which it shows beside the instance.
 */
final class PageLinkMetadataContributor implements MetadataContributor {

	private static final String LINKS = "sidebar.links.";

	private final ObjectProvider<ApplicationFactory> applications;

	private final InstanceProperties instance;

	private final String path;

	/**
	 * Whether the current thread asks for the address of the endpoints. The answer has
	 * the metadata too, for which this contributor is asked again.
	 */
	private final ThreadLocal<Boolean> asking = ThreadLocal.withInitial(() -> false);

	PageLinkMetadataContributor(ObjectProvider<ApplicationFactory> applications, InstanceProperties instance,
			String path) {
		this.applications = applications;
		this.instance = instance;
		this.path = path;
	}

	@Override
	public Map<String, String> getMetadata() {
		if (this.asking.get()) {
			return Map.of();
		}
		String link = LINKS + freeIndex();
		Map<String, String> metadata = new LinkedHashMap<>();
		metadata.put(link + ".label", "What allocates here");
		metadata.put(link + ".url", managementUrl() + "/" + this.path);
		return metadata;
	}

	private String managementUrl() {
		this.asking.set(true);
		try {
			return this.applications.getObject().createApplication().getManagementUrl();
		}
		finally {
			this.asking.remove();
		}
	}

	/**
	 * Return the index after those of the user's own links.
	 */
	private int freeIndex() {
		int index = 0;
		while (isUsed(LINKS + index + ".")) {
			index++;
		}
		return index;
	}

	private boolean isUsed(String prefix) {
		return this.instance.getMetadata().keySet().stream().anyMatch((key) -> key.startsWith(prefix));
	}

}
