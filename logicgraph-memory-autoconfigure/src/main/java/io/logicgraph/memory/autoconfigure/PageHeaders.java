package io.logicgraph.memory.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import io.logicgraph.memory.actuate.endpoint.MemoryPage;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPattern.PathMatchInfo;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The headers of a {@link MemoryPage} and of a snapshot, which a browser saves to a file.
 * Operations of an endpoint have a content type and no other header.
 */
final class PageHeaders {

	/**
	 * Nothing runs and nothing is loaded but the page's own files, and no text becomes
	 * markup.
	 */
	static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
			+ "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
			+ "require-trusted-types-for 'script'; trusted-types 'none'";

	private final MemoryPage page;

	private final PathPattern pagePattern;

	private final PathPattern filePattern;

	private final PathPattern snapshotPattern;

	PageHeaders(MemoryPage page, String endpointPath) {
		this.page = page;
		PathPatternParser parser = PathPatternParser.defaultInstance;
		this.pagePattern = parser.parse(endpointPath);
		this.filePattern = parser.parse("%s/%s/{version}/{file}".formatted(endpointPath, MemoryPage.FILES));
		this.snapshotPattern = parser.parse(endpointPath + "/snapshot");
	}

	String[] patterns() {
		return new String[] { this.pagePattern.getPatternString(), this.filePattern.getPatternString(),
				this.snapshotPattern.getPatternString() };
	}

	/**
	 * Return the headers by name, or {@code null} if the path is none of those that have
	 * some.
	 */
	@Nullable Map<String, String> of(PathContainer path) {
		if (this.pagePattern.matches(path)) {
			return headers(HttpHeaders.VARY, HttpHeaders.ACCEPT);
		}
		if (this.snapshotPattern.matches(path)) {
			return Map.of(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"logicgraph-memory.json\"");
		}
		PathMatchInfo file = this.filePattern.matchAndExtract(path);
		if (file == null) {
			return null;
		}
		Map<String, String> variables = file.getUriVariables();
		return this.page.has(variables.get("version"), variables.get("file"))
				? headers(HttpHeaders.CACHE_CONTROL, "max-age=31536000, private, immutable") : headers();
	}

	/**
	 * Return the entity tag of a file, or {@code null} if there is no file at this path.
	 */
	@Nullable String etag(Map<String, String> headers) {
		return headers.containsKey(HttpHeaders.CACHE_CONTROL) ? '"' + this.page.version() + '"' : null;
	}

	private static Map<String, String> headers(String... more) {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("Content-Security-Policy", CONTENT_SECURITY_POLICY);
		headers.put("X-Content-Type-Options", "nosniff");
		headers.put("Referrer-Policy", "no-referrer");
		for (int i = 0; i < more.length; i += 2) {
			headers.put(more[i], more[i + 1]);
		}
		return headers;
	}

}
