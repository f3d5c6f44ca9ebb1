package io.logicgraph.memory.autoconfigure;

import de.codecentric.boot.admin.client.config.InstanceProperties;
import de.codecentric.boot.admin.client.registration.ApplicationFactory;
import de.codecentric.boot.admin.client.registration.metadata.MetadataContributor;
import io.logicgraph.memory.actuate.endpoint.MemoryPage;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.web.PathMapper;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for a link to the page in Spring
 * Boot Admin.
 *
 * @since 0.7.0
 */
@AutoConfiguration(after = MemoryPageAutoConfiguration.class,
		afterName = "de.codecentric.boot.admin.client.config.SpringBootAdminClientAutoConfiguration")
@ConditionalOnClass({ MetadataContributor.class, PathMapper.class })
@ConditionalOnBean({ MemoryPage.class, ApplicationFactory.class })
public final class MemoryAdminClientAutoConfiguration {

	@Bean
	PageLinkMetadataContributor logicGraphMemoryPageLinkMetadataContributor(
			ObjectProvider<ApplicationFactory> applications, InstanceProperties instance,
			ObjectProvider<PathMapper> pathMappers) {
		return new PageLinkMetadataContributor(applications, instance,
				PathMapper.getRootPath(pathMappers.orderedStream().toList(), MemoryEndpointAutoConfiguration.ID));
	}

}
