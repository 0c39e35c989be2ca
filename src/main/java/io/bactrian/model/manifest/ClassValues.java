package io.bactrian.model.manifest;

import java.util.List;

/**
 * Which whole numbers an output of a graph gives, as its nodes say.
 *
 * @param known  whether they say so
 * @param values in the graph's order; empty where {@code known} means places, from 0 on
 */
record ClassValues(boolean known, List<Long> values) {
    static final ClassValues UNKNOWN = new ClassValues(false, List.of());
    static final ClassValues PLACES = new ClassValues(true, List.of());
    static final ClassValues TRUTH = new ClassValues(true, List.of(0L, 1L));

    ClassValues {
        values = List.copyOf(values);
    }

    static ClassValues of(List<Long> values) {
        return values.isEmpty() ? UNKNOWN : new ClassValues(true, values);
    }

    /** Whether they are 0, 1, … up to one below that number, in this order. */
    boolean countTo(int number) {
        if (!known || !values.isEmpty() && values.size() != number) {
            return false;
        }
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) != i) {
                return false;
            }
        }
        return true;
    }

    /** Whether it may be one of them. */
    boolean has(long value) {
        return !known || (values.isEmpty() ? value >= 0 : values.contains(value));
    }
}
