package io.logicgraph.sample.flight;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the service answered.
 *
 * @param status HTTP status
 * @param contentType media type of the body
 * @param body the body
 */
record HttpAnswer(int status, @Nullable String contentType, JsonNode body) {

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	static HttpAnswer to(String method, URI uri, @Nullable String contentType, @Nullable String body)
			throws IOException, InterruptedException {
		return to(method, uri, contentType, (body != null) ? BodyPublishers.ofString(body) : BodyPublishers.noBody());
	}

	static HttpAnswer to(String method, URI uri, @Nullable String contentType, BodyPublisher body)
			throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, body);
		if (contentType != null) {
			request.header("Content-Type", contentType);
		}
		HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
		return new HttpAnswer(response.statusCode(), response.headers().firstValue("Content-Type").orElse(null),
				JsonMapper.shared().readTree(response.body()));
	}

}
