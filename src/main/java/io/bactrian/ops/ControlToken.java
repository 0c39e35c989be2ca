package io.bactrian.ops;

import java.util.Optional;

import org.eclipse.microprofile.config.Config;

/** The token of control, for commands that ask the service. */
public final class ControlToken {
    private ControlToken() {
    }

    /** @throws IllegalArgumentException naming the key or file that cannot be used, never the token */
    public static Optional<String> read(Config config) {
        ConfigValues values = new ConfigValues(config);
        Optional<String> token = values.secret(Tokens.CONTROL);
        if (!values.problems().isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", values.problems()));
        }
        return token;
    }
}
