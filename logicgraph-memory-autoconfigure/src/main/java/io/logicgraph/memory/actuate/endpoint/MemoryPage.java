package io.logicgraph.memory.actuate.endpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.util.MimeType;
import org.springframework.web.util.HtmlUtils;
import org.springframework.web.util.UriUtils;

/**
 * The page that a browser shows at the {@link LogicGraphMemoryEndpoint}, and its files.
 * <p>
 * The addresses of the files have a {@link #version() version}, so that a browser may
 * keep them. The page names them relative to its own address, so that it works behind any
 * prefix.
 * <p>
 * Thread-safe.
 *
 * @since 0.7.0
 */
public final class MemoryPage {

	/**
	 * Path of the files below the endpoint, for those who look at paths.
	 */
	public static final String FILES = "page";

	private static final String HTML = "index.html";

	private static final Map<String, MimeType> FILE_TYPES = Map.ofEntries(script("app.js"), script("chart.js"),
			script("clipboard.js"), script("colours.js"), script("columns.js"), script("dialog.js"), script("dom.js"),
			script("endpoint.js"), script("frames.js"), script("heads.js"), script("history.js"), script("icicle.js"),
			script("leaks.js"), script("memory.js"), script("poller.js"), script("pools.js"), script("recording.js"),
			script("row-details.js"), script("rows.js"), script("series.js"), script("site-details.js"),
			script("sites.js"), script("stacks.js"), script("table.js"), script("units.js"), script("verdict.js"),
			script("uPlot.iife.min.js"), script("d3-hierarchy.min.js"), style("page.css"), style("uPlot.min.css"),
			Map.entry("icon.svg", new MimeType("image", "svg+xml")));

	private final String html;

	private final String version;

	/**
	 * Create the page.
	 * @param endpointPath path of the endpoint, as it is mapped
	 * @param access what may be done at the endpoint; the page shows nothing else
	 */
	public MemoryPage(String endpointPath, Access access) {
		Objects.requireNonNull(endpointPath, "endpointPath");
		Objects.requireNonNull(access, "access");
		this.version = hash();
		String lastSegment = endpointPath.substring(endpointPath.lastIndexOf('/') + 1);
		String self = lastSegment.isEmpty() ? "."
				: "./" + UriUtils.encodePathSegment(lastSegment, StandardCharsets.UTF_8);
		this.html = new String(read(HTML), StandardCharsets.UTF_8)
			.replace("{{files}}", HtmlUtils.htmlEscape("%s/%s/%s".formatted(self, FILES, this.version)))
			.replace("{{access}}", (access == Access.UNRESTRICTED) ? "unrestricted" : "read-only");
	}

	/**
	 * Return the version of the files: other content has another version.
	 * @return letters and digits
	 */
	public String version() {
		return this.version;
	}

	/**
	 * Return whether there is a file.
	 * @param version version of the file
	 * @param name name of the file
	 * @return whether it is one of the page's
	 */
	public boolean has(@Nullable String version, @Nullable String name) {
		return this.version.equals(version) && name != null && FILE_TYPES.containsKey(name);
	}

	Resource html() {
		return new ByteArrayResource(this.html.getBytes(StandardCharsets.UTF_8));
	}

	@Nullable WebEndpointResponse<Resource> file(String version, String name) {
		MimeType type = this.version.equals(version) ? FILE_TYPES.get(name) : null;
		return (type != null) ? new WebEndpointResponse<>(resource(name), type) : null;
	}

	private static String hash() {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			digest.update(read(HTML));
			FILE_TYPES.keySet().stream().sorted().forEach((name) -> digest.update(read(name)));
			return HexFormat.of().formatHex(digest.digest(), 0, 8);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	private static byte[] read(String name) {
		try (InputStream in = resource(name).getInputStream()) {
			return in.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(
					"The jar of logicgraph-memory lacks the file '%s' of its page".formatted(name), ex);
		}
	}

	private static Resource resource(String name) {
		return new ClassPathResource("page/" + name, MemoryPage.class);
	}

	private static Map.Entry<String, MimeType> script(String name) {
		return Map.entry(name, new MimeType("text", "javascript", StandardCharsets.UTF_8));
	}

	private static Map.Entry<String, MimeType> style(String name) {
		return Map.entry(name, new MimeType("text", "css", StandardCharsets.UTF_8));
	}

}
