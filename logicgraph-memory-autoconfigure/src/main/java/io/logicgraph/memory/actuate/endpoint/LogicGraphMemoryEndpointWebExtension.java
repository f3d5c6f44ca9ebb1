package io.logicgraph.memory.actuate.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

import io.logicgraph.memory.internal.Printable;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.core.io.Resource;
import org.springframework.util.MimeType;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} with what the
 * {@link LogicGraphMemoryEndpoint} has over HTTP only: a page for browsers, and the sites
 * of allocations in a format for other tools. The page and its files are operations of
 * the endpoint: who may not read the endpoint can't read them.
 * <p>
 * Thread-safe.
 *
 * @since 0.7.0
 */
@EndpointWebExtension(endpoint = LogicGraphMemoryEndpoint.class)
public class LogicGraphMemoryEndpointWebExtension {

	private static final MimeType HTML = new MimeType("text", "html", StandardCharsets.UTF_8);

	private static final MimeType TEXT = new MimeType("text", "plain", StandardCharsets.UTF_8);

	private static final MimeType JSON = new MimeType("application", "json");

	private final LogicGraphMemoryEndpoint endpoint;

	private final MemoryPage page;

	/**
	 * Create an extension.
	 * @param endpoint the endpoint
	 * @param page the page
	 */
	public LogicGraphMemoryEndpointWebExtension(LogicGraphMemoryEndpoint endpoint, MemoryPage page) {
		this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
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

	/**
	 * Return one section.
	 * @param section one of those of the endpoint
	 * @param format {@code collapsed} for the {@code sites} as collapsed stacks, for
	 * flame graph tools; {@code null} for JSON
	 * @return the section
	 * @throws InvalidEndpointRequestException if there is no such section or format; the
	 * message names those that there are
	 */
	@ReadOperation
	public Object section(@Selector String section, @Nullable String format) {
		if (format == null || !LogicGraphMemoryEndpoint.SITES.equals(section)) {
			return this.endpoint.section(section);
		}
		if (!CollapsedStacks.FORMAT.equals(format)) {
			String reason = "There is no format '%s'. Use '%s', or leave it out for JSON."
				.formatted(Printable.of(format), CollapsedStacks.FORMAT);
			throw new InvalidEndpointRequestException(reason, reason);
		}
		return new WebEndpointResponse<>(CollapsedStacks.of(this.endpoint.sites()), TEXT);
	}

	/**
	 * Return one section to a client that asks for text. It is JSON where there is no
	 * text.
	 * @param section one of those of the endpoint
	 * @param format as in {@link #section(String, String)}
	 * @return the section
	 * @throws InvalidEndpointRequestException if there is no such section or format
	 */
	@ReadOperation(produces = "text/plain")
	public WebEndpointResponse<?> text(@Selector String section, @Nullable String format) {
		Object answer = section(section, format);
		return (answer instanceof WebEndpointResponse<?> response) ? response : new WebEndpointResponse<>(answer, JSON);
	}

}
