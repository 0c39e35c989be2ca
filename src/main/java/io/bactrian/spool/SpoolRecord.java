package io.bactrian.spool;

import java.util.Map;
import java.util.Objects;

/**
 * One stored record. Arrays are not copied: whoever passes them on no longer changes them.
 *
 * @param headers values are {@code String} or {@code byte[]}; others cannot be stored
 */
public record SpoolRecord(byte[] body, Map<String, Object> headers) {
    public SpoolRecord {
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(headers, "headers");
    }
}
