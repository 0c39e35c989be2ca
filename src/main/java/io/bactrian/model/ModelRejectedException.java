package io.bactrian.model;

import java.util.List;

/** A version fails a check and may not answer; the message names the field or file, what was found, what was expected and the remedy. */
public final class ModelRejectedException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    public ModelRejectedException(String message) {
        this("", List.of(message));
    }

    /** @param file in front of all problems in the message, and of each of them alone; may be empty */
    public ModelRejectedException(String file, List<String> problems) {
        super(file + String.join("; ", problems), null, false, false);
        this.problems = problems.stream().map(problem -> file + problem).toList();
    }

    /** Each for itself. */
    public List<String> problems() {
        return problems;
    }
}
