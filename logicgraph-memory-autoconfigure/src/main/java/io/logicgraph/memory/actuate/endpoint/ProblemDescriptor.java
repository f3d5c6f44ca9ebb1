package io.logicgraph.memory.actuate.endpoint;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Description of a problem as in RFC 9457. Spring's own is in a library that not every
 * application has.
 */
record ProblemDescriptor(String title, int status, @Nullable String detail) implements OperationResponseBody {
}
