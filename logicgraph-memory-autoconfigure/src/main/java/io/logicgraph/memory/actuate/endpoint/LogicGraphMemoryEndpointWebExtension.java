package io.logicgraph.memory.actuate.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.core.io.Resource;
import org.springframework.util.MimeType;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} that shows the
 * {@link LogicGraphMemoryEndpoint} to a browser as a page. The page and its files are
 * operations of the endpoint: who may not read the endpoint can't read them.
 * <p>
 * Thread-safe.
 *
 * @since 0.7.0
 */
@EndpointWebExtension(endpoint = LogicGraphMemoryEndpoint.class)
public class LogicGraphMemoryEndpointWebExtension {

	private static final MimeType HTML = new MimeType("text", "html", StandardCharsets.UTF_8);

	private final MemoryPage page;

	/**
	 * Create an extension.
	 * @param page the page
	 */
	public LogicGraphMemoryEndpointWebExtension(MemoryPage page) {
		this.page = Objects.requireNonNull(page, "page");
	}

	/**
	 * Return the page.
	 * @return the HTML
	 */
	@ReadOperation(produces = "text/html")
	public WebEndpointResponse<Resource> page() {
		return new WebEndpointResponse<>(this.page.html(), HTML);
	}

	/**
	 * Return one of the page's files.
	 * @param section {@code page}
	 * @param name version of the file
	 * @param file name of the file
	 * @return the file, {@code null} if there is no such file
	 */
	@ReadOperation(produces = { "text/javascript", "text/css", "image/svg+xml" })
	public @Nullable WebEndpointResponse<Resource> file(@Selector String section, @Selector String name,
			@Selector String file) {
		return MemoryPage.FILES.equals(section) ? this.page.file(name, file) : null;
	}

}
