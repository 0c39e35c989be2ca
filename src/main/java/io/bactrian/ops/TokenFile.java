package io.bactrian.ops;

import java.nio.file.Path;
import java.util.function.Function;

import org.jboss.logging.Logger;

import io.quarkus.runtime.configuration.ConfigurationException;

/** Tokens that are read again when their file changes. One thread refreshes; any asks. */
final class TokenFile<T> {
    private static final Logger LOG = Logger.getLogger(TokenFile.class);

    private final String name;
    private final Path file;
    private final Function<String, T> parse;
    private volatile T tokens;
    private String text;
    private volatile String problem;

    /**
     * @param name   what they are, for the log
     * @param file   null where there is none
     * @param parse  an IllegalArgumentException says what is wrong, and names no token
     * @param without what they are where there is no file
     * @throws IllegalArgumentException naming what is wrong with the file
     */
    TokenFile(String name, Path file, Function<String, T> parse, T without) {
        this.name = name;
        this.file = file;
        this.parse = parse;
        this.tokens = without;
        if (file != null) {
            text = ReadablePath.secret(file.toString());
            tokens = parse.apply(text);
        }
    }

    /** The same, where a fault of the file is one of the key that names it. */
    static <T> TokenFile<T> of(String name, String key, Path file, Function<String, T> parse, T without) {
        try {
            return new TokenFile<>(name, file, parse, without);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(key + ": " + e.getMessage());
        }
    }

    /** What is in use. */
    T tokens() {
        return tokens;
    }

    /** Why the last edit is not in use, or null. */
    String problem() {
        return problem;
    }

    /** An edit that cannot be used is logged once, and changes nothing. */
    void refresh() {
        if (file == null) {
            return;
        }
        try {
            String now = ReadablePath.secret(file.toString());
            if (!now.equals(text)) {
                tokens = parse.apply(now);
                text = now;
                LOG.infof("%s read again from %s", name, file);
            }
            problem = null;
        } catch (IllegalArgumentException e) {
            if (!e.getMessage().equals(problem)) {
                LOG.errorf("%s in %s: %s. What was in use stays in use.", name, file, e.getMessage());
            }
            problem = e.getMessage();
        }
    }
}
