package io.logicgraph.memory.actuate.endpoint;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.logicgraph.memory.internal.Printable;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameter;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;
import org.springframework.boot.actuate.endpoint.invoke.ParameterMappingException;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.util.MimeType;

/**
 * {@link OperationInvokerAdvisor} that lets the {@link LogicGraphMemoryEndpoint} refuse a
 * request with a reason: over HTTP with a problem document as in RFC 9457, through JMX
 * with an exception. A setting that doesn't exist is refused, too. Without this advisor,
 * Spring Boot ignores it, and answers the rest with a status and no reason.
 * <p>
 * Thread-safe.
 *
 * @since 0.7.0
 */
public final class ProblemOperationInvokerAdvisor implements OperationInvokerAdvisor {

	private static final EndpointId ID = EndpointId.of(LogicGraphMemoryEndpoint.ID);

	private static final int STATUS_CONFLICT = 409;

	private static final MimeType PROBLEM_JSON = new MimeType("application", "problem+json");

	@Override
	public OperationInvoker apply(EndpointId endpointId, OperationType operationType, OperationParameters parameters,
			OperationInvoker invoker) {
		if (!ID.equals(endpointId)) {
			return invoker;
		}
		return (context) -> {
			try {
				if (operationType == OperationType.WRITE) {
					requireKnownSettings(context, parameters);
				}
				return invoker.invoke(context);
			}
			catch (ParameterMappingException ex) {
				return refuse(context, invalidValue(ex));
			}
			catch (InvalidEndpointRequestException ex) {
				return refuse(context, ex);
			}
		};
	}

	private static void requireKnownSettings(InvocationContext context, OperationParameters parameters) {
		Set<String> unknown = new TreeSet<>(context.getArguments().keySet());
		parameters.stream().map(OperationParameter::getName).forEach(unknown::remove);
		if (!unknown.isEmpty()) {
			List<String> settings = parameters.stream()
				.filter((parameter) -> parameter.getAnnotation(Selector.class) == null)
				.map(OperationParameter::getName)
				.toList();
			String reason = "'%s' is not a setting that can be changed. Nothing was changed. Use %s."
				.formatted(Printable.of(String.join("', '", unknown)), String.join(", ", settings));
			throw new InvalidEndpointRequestException(reason, reason);
		}
	}

	private static InvalidEndpointRequestException invalidValue(ParameterMappingException ex) {
		OperationParameter parameter = ex.getParameter();
		String reason = "%s must be %s, was '%s'. Nothing was changed.".formatted(parameter.getName(),
				expected(parameter.getType()), Printable.of(String.valueOf(ex.getValue())));
		return new InvalidEndpointRequestException(reason, reason, ex);
	}

	private static String expected(Class<?> type) {
		if (type.isEnum()) {
			return "one of " + String.join(", ",
					Arrays.stream(type.getEnumConstants()).map((constant) -> Labels.of((Enum<?>) constant)).toList());
		}
		return Number.class.isAssignableFrom(type) ? "a whole number" : "text";
	}

	private static Object refuse(InvocationContext context, InvalidEndpointRequestException ex) {
		boolean web = context.canResolve(WebServerNamespace.class);
		if (!web) {
			throw ex;
		}
		ProblemDescriptor problem = problem(ex);
		return new WebEndpointResponse<>(problem, problem.status(), PROBLEM_JSON);
	}

	private static ProblemDescriptor problem(InvalidEndpointRequestException ex) {
		if (ex instanceof UnknownNameException) {
			return new ProblemDescriptor("Not Found", WebEndpointResponse.STATUS_NOT_FOUND, ex.getReason());
		}
		if (ex instanceof ConflictException) {
			return new ProblemDescriptor("Conflict", STATUS_CONFLICT, ex.getReason());
		}
		return new ProblemDescriptor("Bad Request", WebEndpointResponse.STATUS_BAD_REQUEST, ex.getReason());
	}

}
