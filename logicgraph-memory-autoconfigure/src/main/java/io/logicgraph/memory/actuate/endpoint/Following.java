package io.logicgraph.memory.actuate.endpoint;

import org.jspecify.annotations.Nullable;

/**
 * Whether work of one kind is followed to other threads.
 *
 * @param followed whether it is
 * @param reason why not, and what to write so that it is; {@code null} if it is followed
 * @since 0.7.0
 */
public record Following(boolean followed, @Nullable String reason) {

	/**
	 * Work that is followed.
	 */
	public static final Following YES = new Following(true, null);

	/**
	 * Return work that is not followed.
	 * @param reason why not, and what to write
	 * @return the description
	 */
	public static Following no(String reason) {
		return new Following(false, reason);
	}

}
