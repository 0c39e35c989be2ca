package io.bactrian.http;

import java.util.Arrays;

/**
 * A strong entity tag, and what conditions say of it (RFC 9110, 13). Conditions with dates never hold.
 *
 * @param text without its quotes
 */
public record EntityTag(String text) {
    private static final String ANY = "*";

    /** As a header has it. */
    public String quoted() {
        return '"' + text + '"';
    }

    /** Whether {@code If-Match} allows it; null allows all. */
    public boolean allowedBy(String ifMatch) {
        return ifMatch == null || ifMatch.strip().equals(ANY) || isIn(ifMatch, false);
    }

    /** Whether the client has it already: {@code If-None-Match}; null for not. */
    public boolean knownBy(String ifNoneMatch) {
        return ifNoneMatch != null && (ifNoneMatch.strip().equals(ANY) || isIn(ifNoneMatch, true));
    }

    /** Whether a part may be sent: {@code If-Range}; null allows it. */
    public boolean continues(String ifRange) {
        return ifRange == null || ifRange.strip().equals(quoted());
    }

    private boolean isIn(String list, boolean weakToo) {
        return Arrays.stream(list.split(",")).map(String::strip)
                .anyMatch(tag -> tag.equals(quoted()) || weakToo && tag.equals("W/" + quoted()));
    }
}
