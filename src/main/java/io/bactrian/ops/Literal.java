package io.bactrian.ops;

import java.util.Optional;

/** A value that is taken literally, such as a password, and not printed. SmallRye's own {@code Optional<Secret>} is never empty. */
record Literal(String text) {
    /** Null where there is none. */
    static String text(Optional<Literal> value) {
        return value.map(Literal::text).orElse(null);
    }

    @Override
    public String toString() {
        return ConfigValues.HIDDEN;
    }
}
