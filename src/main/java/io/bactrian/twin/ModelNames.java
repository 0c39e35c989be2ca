package io.bactrian.twin;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Whether a model is meant; its name is matched once. Any thread. */
final class ModelNames {
    private final Pattern pattern;
    private final Map<String, Boolean> known = new ConcurrentHashMap<>();

    /** @param pattern null for none */
    ModelNames(Pattern pattern) {
        this.pattern = pattern;
    }

    boolean has(String model) {
        return pattern != null && known.computeIfAbsent(model, name -> pattern.matcher(name).matches());
    }
}
