package io.logicgraph.memory.context;

/**
 * Base of classes whose static methods HotSpot's C2 leaves out of line.
 * <p>
 * What a lease and a return do mostly is a few instructions, and where these are inlined
 * into the caller, the handle of the lease need not exist: escape analysis removes it.
 * But a method of which more than 2,500 bytes of machine code exist is not inlined any
 * more ({@code InlineSmallCode}), and a step that is rarely taken, once inlined there,
 * brings that about. There is no annotation by which to prevent that outside of the JDK.
 * But C2 inlines no method of a subclass of {@link Throwable} into methods of other
 * classes, except into the very method that it compiles ({@code bytecodeInfo.cpp} of
 * OpenJDK 17 and 25: "exception method"). Hence two steps: a method to be called from
 * outside, which may be inlined, and one that it calls, which is not.
 * <p>
 * Never instantiated, nor thrown.
 *
 * @since 0.7.0
 */
@SuppressWarnings("serial")
public abstract class OutOfLine extends Throwable {

	/**
	 * For subclasses, which have no instances either.
	 */
	protected OutOfLine() {
		throw new UnsupportedOperationException("%s holds static methods only".formatted(getClass().getName()));
	}

}
