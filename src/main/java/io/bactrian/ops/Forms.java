package io.bactrian.ops;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The forms that values have. Each throws an IllegalArgumentException that says what is wrong, for {@link Keys} to put together. */
final class Forms {
    static final String DURATION = "a duration such as 30s or 7d";
    static final String SIZE = "a size such as 1G";

    private Forms() {
    }

    static Number zeroIfNull(Number number) {
        return number == null ? 0 : number;
    }

    static Function<String, String> text(Pattern form) {
        return value -> {
            if (!form.matcher(value).matches()) {
                throw new IllegalArgumentException("it does not have that form");
            }
            return value;
        };
    }

    /** From 1 on. */
    static Function<String, Number> number(long most) {
        return number(1, most);
    }

    static Function<String, Number> number(long least, long most) {
        return value -> within(Long.parseLong(value), least, most);
    }

    static Function<String, Number> size(long most) {
        return value -> within(Sizes.parse(value), 1, most);
    }

    static Function<String, Double> decimal(double least, double most) {
        return value -> {
            double number = Double.parseDouble(value);
            if (!(number >= least && number <= most)) {
                throw new IllegalArgumentException("it is out of range");
            }
            return number;
        };
    }

    static boolean bool(String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException("it is neither");
        }
        return value.equals("true");
    }

    static Path file(String value) {
        Path path = Path.of(value);
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            throw new IllegalArgumentException(path.toAbsolutePath() + " is not there, or may not be read");
        }
        return path;
    }

    static Path folder(String value) {
        Path path = Path.of(value);
        if (!Files.isDirectory(path)) {
            throw new IllegalArgumentException(path.toAbsolutePath() + " is not a folder");
        }
        if (!Files.isReadable(path) || !Files.isExecutable(path)) {
            throw new IllegalArgumentException(path.toAbsolutePath() + " may not be read by user "
                    + System.getProperty("user.name") + "; give this user read and search permission");
        }
        return path;
    }

    private static Number within(long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("it is out of range");
        }
        return value;
    }
}
