package io.logicgraph.sample.flight;

import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.logicgraph.memory.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * What the passengers of a flight are due.
 *
 * @param haul {@code short}, {@code medium} or {@code long}
 * @param km distance in kilometres
 * @param delayBand the delay in words
 * @param care whether meals and, at night, a bed are due
 * @param compensated whether compensation is due
 * @param reduced whether compensation is reduced
 * @param compensationEur compensation in EUR, 0 if none is due
 * @param refund whether a refund is offered
 * @param stranded whether passengers need a bed
 * @param weekend whether the flight was due on a Saturday or Sunday
 * @param timeOfDay when the flight was due, in words
 * @param hour the hour in which the flight was due, if known
 * @param route the route, if known
 * @param priority 0 to 100
 * @param queue where the case is handled
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Decision(String haul, double km, String delayBand, boolean care, boolean compensated, boolean reduced,
		int compensationEur, boolean refund, boolean stranded, boolean weekend, String timeOfDay,
		@Nullable Integer hour, @Nullable Route route, int priority, String queue) {

	/**
	 * Copy the results of an execution, since the context goes back to its pool.
	 */
	static Decision from(Context context) {
		return new Decision(text(context, "haul"), required(context, "km", Double.class), text(context, "delayBand"),
				is(context, "care"), is(context, "compensated"), is(context, "reduced"),
				required(context, "compensationEur", Integer.class), is(context, "refund"), is(context, "stranded"),
				is(context, "weekend"), text(context, "timeOfDay"), context.get("hour", Integer.class),
				context.get("route", Route.class), required(context, "priority", Integer.class),
				text(context, "queue"));
	}

	private static String text(Context context, String key) {
		return required(context, key, String.class);
	}

	private static boolean is(Context context, String key) {
		return required(context, key, Boolean.class);
	}

	private static <T> T required(Context context, String key, Class<T> type) {
		return Objects.requireNonNull(context.get(key, type), key);
	}

}
