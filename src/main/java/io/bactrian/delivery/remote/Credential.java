package io.bactrian.delivery.remote;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A secret for one host. Its text never has it. */
sealed interface Credential {
    /** The value of {@code Authorization}. */
    String authorization();

    /** A bearer token. */
    record Token(String token) implements Credential {
        @Override
        public String authorization() {
            return "Bearer " + token;
        }

        @Override
        public String toString() {
            return "a token";
        }
    }

    /** A user with a password. */
    record Login(String user, String password) implements Credential {
        @Override
        public String authorization() {
            return "Basic "
                    + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return "a user with a password";
        }
    }

    /**
     * Keys that sign requests.
     *
     * @param session null for none
     */
    record Keys(String access, String secret, String session) implements Credential {
        @Override
        public String authorization() {
            throw new IllegalStateException("keys sign, and are not sent");
        }

        @Override
        public String toString() {
            return "keys";
        }
    }
}
