package io.bactrian.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.StreamSupport;

import org.eclipse.microprofile.config.Config;

/** Reads keys one after the other and gathers everything that is wrong with them, so that it can be said at once. */
final class Keys {
    private final Config config;
    private final Set<String> known = new TreeSet<>();
    private final List<String> problems = new ArrayList<>();

    Keys(Config config) {
        this.config = config;
    }

    /** The value, or null when it is missing or wrong. */
    <T> T required(String key, String expected, Function<String, T> parse) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            problem(key, "", expected, "it is empty");
            return null;
        }
        return parsed(key, text.get(), expected, parse);
    }

    <T> Optional<T> optional(String key, String expected, Function<String, T> parse) {
        return text(key).map(value -> parsed(key, value, expected, parse));
    }

    Optional<String> optional(String key) {
        return text(key);
    }

    /** Runs what puts several keys together; what it throws names them. */
    <T> T together(Function<Keys, T> build) {
        try {
            return problems.isEmpty() ? build.apply(this) : null;
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage());
            return null;
        }
    }

    void problem(String key, String value, String expected, String reason) {
        problems.add(key + " = '" + value + "': expected " + expected + " (" + reason + ")");
    }

    /** Everything wrong, the keys nobody reads included. */
    List<String> problems() {
        List<String> all = new ArrayList<>(problems);
        StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> name.startsWith("bactrian.") && !isKnown(name)).sorted().distinct()
                .forEach(name -> all.add(name + " is not a key; did you mean " + nearest(name) + "?"));
        return all;
    }

    /** Environment variables cannot say a dash: {@code BACTRIAN_MQTT_PASSWORD_FILE} arrives with a dot in its place. */
    private boolean isKnown(String name) {
        return known.contains(name) || known.stream().anyMatch(key -> key.replace('-', '.').equals(name));
    }

    private Optional<String> text(String key) {
        known.add(key);
        return config.getOptionalValue(key, String.class).map(String::strip).filter(value -> !value.isEmpty());
    }

    private <T> T parsed(String key, String value, String expected, Function<String, T> parse) {
        try {
            return parse.apply(value);
        } catch (IllegalArgumentException | ArithmeticException e) {
            problem(key, secret(key) ? "…" : value, expected, e.getMessage());
            return null;
        }
    }

    private static boolean secret(String key) {
        return key.contains("password") || key.contains("token");
    }

    private String nearest(String name) {
        return known.stream().min((a, b) -> Integer.compare(Distance.between(a, name), Distance.between(b, name)))
                .orElse("none");
    }
}
