package io.logicgraph.memory.actuate.endpoint;

import java.util.ArrayList;
import java.util.Collection;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A list that is written with the actuator's JSON mapper.
 *
 * @param <E> the type of its elements
 */
final class OperationResponseBodyList<E> extends ArrayList<E> implements OperationResponseBody {

	private static final long serialVersionUID = 1L;

	OperationResponseBodyList(Collection<? extends E> elements) {
		super(elements);
	}

}
