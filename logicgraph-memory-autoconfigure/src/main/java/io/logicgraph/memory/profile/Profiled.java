package io.logicgraph.memory.profile;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Counts the bytes that a method of a Spring bean allocates at each call. On a type, it
 * holds for all its public methods; on a method, it takes precedence over that of the
 * type. May be used as a meta-annotation.
 * <p>
 * Private methods and calls from within the same object don't pass through the bean's
 * proxy and are not counted. A bean that a proxy might break is left as it is, with a
 * warning that says what to do.
 *
 * @since 0.7.0
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface Profiled {

	/**
	 * Name of the profile; the default is {@code Class.method}. On a type it is put in
	 * front of the method's name instead of the class.
	 * @return the name
	 */
	String value() default "";

}
