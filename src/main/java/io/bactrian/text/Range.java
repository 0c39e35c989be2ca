package io.bactrian.text;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The values that a key of the configuration takes; limits are written as the key's own values are. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Range {
    /** The least value, or empty for none. */
    String least() default "";

    /** What the value must be above, or empty. */
    String above() default "";

    /** The greatest value, or empty for none. */
    String most() default "";
}
