package io.bactrian.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;

import io.smallrye.config.Expressions;

/** Reads values as text, and collects what is wrong with them, so that it can be reported at once. */
final class ConfigValues {
    static final String HIDDEN = "…";

    private static final Pattern CREDENTIALS = Pattern.compile("(://)[^/\\s]*@");

    private final Config config;
    private final List<Mistake> problems = new ArrayList<>();

    ConfigValues(Config config) {
        this.config = config;
    }

    /** The value without white space around it, maybe empty; expressions in it are replaced. */
    Optional<String> text(String key) {
        ConfigValue found = config.getConfigValue(key);
        if (found.getValue() == null && found.getRawValue() != null) {
            problem(key, found.getRawValue(), "a value whose expressions ${NAME} name other keys", "one of them is not there");
        }
        return Optional.ofNullable(found.getValue()).map(String::strip);
    }

    /** The value literally: nothing in it is replaced, nothing is trimmed. Empty is as if it were not there. */
    Optional<String> literal(String key) {
        return Optional.ofNullable(raw(key)).filter(value -> !value.isEmpty());
    }

    /** A {@link #literal} value, or the content of the file that {@code KEY-file} names; no message contains it. */
    Optional<String> secret(String key) {
        Optional<String> value = literal(key);
        String fileKey = key + "-file";
        Optional<String> file = text(fileKey).filter(name -> !name.isEmpty());
        if (value.isPresent() && file.isPresent()) {
            problem(fileKey, HIDDEN, "one of the two", key + " is given too");
        }
        return file.isEmpty()
                ? value
                : file.map(name -> checked(fileKey, name, "a file with the secret", ReadablePath::secret));
    }

    /** The value as {@code check} returns it, or null after a problem where it throws. */
    <T> T checked(String key, String value, String expected, Check<T> check) {
        return checked(key, value, value, expected, check);
    }

    /** The same for a value that no message contains. */
    <T> T checkedSecret(String key, String value, String expected, Check<T> check) {
        return checked(key, value, HIDDEN, expected, check);
    }

    private <T> T checked(String key, String value, String shown, String expected, Check<T> check) {
        try {
            return check.of(value);
        } catch (IllegalArgumentException | ArithmeticException e) {
            problem(key, shown, expected, e.getMessage());
            return null;
        }
    }

    /** Turns text into a value; an IllegalArgumentException or ArithmeticException says what is wrong with it. */
    interface Check<T> {
        T of(String text);
    }

    void problem(String key, String value, String expected, String reason) {
        UnaryOperator<String> hide = text -> CREDENTIALS.matcher(String.valueOf(text)).replaceAll("$1" + HIDDEN + "@");
        String shown = hide.apply(value);
        problems.add(new Mistake(Mistake.Part.CONFIGURATION, key, shown, expected,
                key + " = '" + shown + "': expected " + expected + " (" + hide.apply(reason) + ")"));
    }

    /** @param message begins with what is wrong */
    void problem(String message) {
        problems.add(Mistake.of(Mistake.Part.CONFIGURATION, message.split("[ :]", 2)[0], message));
    }

    /** What is wrong, each in a sentence. */
    List<String> problems() {
        return problems.stream().map(Mistake::text).toList();
    }

    /** The same, with key, value and expectation where there are such. */
    List<Mistake> mistakes() {
        return List.copyOf(problems);
    }

    /** The names under a prefix that are set anywhere. */
    Stream<String> names(String prefix) {
        return StreamSupport.stream(config.getPropertyNames().spliterator(), false).filter(name -> name.startsWith(prefix))
                .sorted().distinct();
    }

    private String raw(String key) {
        return Expressions.withoutExpansion(() -> config.getConfigValue(key).getValue());
    }
}
