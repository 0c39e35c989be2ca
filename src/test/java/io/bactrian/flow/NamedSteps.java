package io.bactrian.flow;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;

import jakarta.inject.Named;

/** Steps, conditions and expressions by the names that routes use, for tests without a container. */
public final class NamedSteps {
    private NamedSteps() {
    }

    /** All that these objects have, such as {@link Steps}. */
    public static Map<String, Object> of(Object... producers) {
        Map<String, Object> steps = new HashMap<>();
        for (Object producer : producers) {
            for (Method method : producer.getClass().getDeclaredMethods()) {
                if (method.isAnnotationPresent(Named.class)) {
                    steps.put(method.getAnnotation(Named.class).value(), made(producer, method));
                }
            }
        }
        return steps;
    }

    /** Those of the routes to Kafka, for tests of other packages. */
    public static Map<String, Object> forward(String deadLettersTopic) {
        return of(new DeadLetterSteps(deadLettersTopic));
    }

    private static Object made(Object producer, Method method) {
        try {
            method.setAccessible(true);
            return method.invoke(producer);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
