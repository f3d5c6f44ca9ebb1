package io.logicgraph.memory.aop.base;

/**
 * Superclass in another package than the bean.
 */
public abstract class Base {

	private final Object state = new Object();

	Object helper() {
		return this.state;
	}

	public static Object callHelper(Base base) {
		return base.helper();
	}

}
