package io.bactrian.ops;

/** A value that is taken literally, such as a password, and not printed. SmallRye's own {@code Optional<Secret>} is never empty. */
record Literal(String text) {
    @Override
    public String toString() {
        return ConfigValues.HIDDEN;
    }
}
