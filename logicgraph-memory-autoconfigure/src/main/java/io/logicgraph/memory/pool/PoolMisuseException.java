package io.logicgraph.memory.pool;

/**
 * Thrown when a pool, or a context from it, is used in a way that would let two holders
 * share a context. The pool stays intact.
 *
 * @since 0.7.0
 */
public class PoolMisuseException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final MisuseKind kind;

	PoolMisuseException(MisuseKind kind, String message) {
		super(message);
		this.kind = kind;
	}

	/**
	 * Return what was done wrong.
	 * @return the kind of misuse
	 */
	public MisuseKind kind() {
		return this.kind;
	}

}
