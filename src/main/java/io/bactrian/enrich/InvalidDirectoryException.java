package io.bactrian.enrich;

import java.io.IOException;
import java.util.List;

/** A device directory with entries that are wrong: each names its place, the value, what was expected and the remedy. */
public final class InvalidDirectoryException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    InvalidDirectoryException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Each for itself. */
    public List<String> problems() {
        return problems;
    }
}
