package io.bactrian.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A token that requests must carry. Any thread. */
public final class ApiToken {
    /** No token is configured: every request is rejected. */
    public static final ApiToken NONE = new ApiToken(null);

    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{16,1024}");
    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([\\x21-\\x7e]{1,1024})");

    private final byte[] token;

    private ApiToken(byte[] token) {
        this.token = token;
    }

    /** @throws IllegalArgumentException when it is too short, or cannot be sent in a header; it does not name the token */
    public static ApiToken of(String token) {
        if (!FORM.matcher(token).matches()) {
            throw new IllegalArgumentException("it must be 16 to 1024 printable ASCII characters without spaces");
        }
        return new ApiToken(token.getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether an {@code Authorization} header carries it. Takes as long for a nearly right token as for a wrong one of its length. */
    public boolean isIn(String authorization) {
        if (token == null || authorization == null) {
            return false;
        }
        Matcher bearer = BEARER.matcher(authorization);
        return bearer.matches() && MessageDigest.isEqual(token, bearer.group(1).getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String toString() {
        return token == null ? "no token" : "a token";
    }
}
