package io.bactrian.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import org.eclipse.microprofile.config.Config;

import io.bactrian.text.Suggestions;
import io.smallrye.config.Expressions;

/** Reads keys one after the other and gathers everything that is wrong with them, so that it can be said at once. */
final class Keys {
    static final String HIDDEN = "…";

    private static final Pattern CREDENTIALS = Pattern.compile("(://)[^/\\s]*@");

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
        return parsed(key, text.get(), text.get(), expected, parse);
    }

    <T> Optional<T> optional(String key, String expected, Function<String, T> parse) {
        return text(key).map(value -> parsed(key, value, value, expected, parse));
    }

    Optional<String> optional(String key) {
        return text(key);
    }

    /** The value to the letter: nothing in it is replaced, nothing is taken off its ends. */
    Optional<String> literal(String key) {
        known.add(key);
        return Optional.ofNullable(Expressions.withoutExpansion(() -> config.getConfigValue(key).getValue()))
                .filter(value -> !value.isEmpty());
    }

    /** A {@link #literal} value, or the content of the file that {@code KEY-file} names; it is never told. */
    Optional<String> secret(String key) {
        Optional<String> value = literal(key);
        String fileKey = key + "-file";
        Optional<String> content = optional(fileKey, "a file with the secret", SecretFile::read);
        if (value.isPresent() && text(fileKey).isPresent()) {
            problem(fileKey, HIDDEN, "one of the two", key + " is given too");
        }
        return content.or(() -> value);
    }

    /** A {@link #secret} that has a form. */
    <T> Optional<T> secret(String key, String expected, Function<String, T> parse) {
        return secret(key).map(value -> parsed(key, value, HIDDEN, expected, parse));
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
        problems.add(
                key + " = '" + CREDENTIALS.matcher(value).replaceAll("$1" + HIDDEN + "@") + "': expected " + expected + " ("
                        + reason + ")");
    }

    /** What is wrong with the keys that were read. */
    List<String> found() {
        return List.copyOf(problems);
    }

    /** Everything wrong, the keys nobody reads included. */
    List<String> problems() {
        List<String> all = new ArrayList<>(problems);
        StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> name.startsWith("bactrian.") && !isKnown(name)).sorted().distinct()
                .forEach(name -> all
                        .add(name + " is not a key; did you mean " + Suggestions.closest(name, known).orElse("none") + "?"));
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

    private <T> T parsed(String key, String value, String shown, String expected, Function<String, T> parse) {
        try {
            return parse.apply(value);
        } catch (IllegalArgumentException | ArithmeticException e) {
            problem(key, shown, expected, e.getMessage());
            return null;
        }
    }
}
