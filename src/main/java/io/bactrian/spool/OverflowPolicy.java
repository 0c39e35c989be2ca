package io.bactrian.spool;

import java.util.Arrays;
import java.util.Locale;

/** What a full spool does with the next record; written as {@code block}, {@code drop-oldest},
 * {@code drop-newest}, {@code reject}. */
public enum OverflowPolicy {
    /** The exchange waits, without a thread, until the consumer has made room. */
    BLOCK,
    /** The oldest stored chunks that are not being sent make room. */
    DROP_OLDEST,
    /** The new record is dropped and its exchange completes. */
    DROP_NEWEST,
    /** The new record's exchange fails at once; so it does when the disk cannot take it. */
    REJECT;

    /** As it is written: {@code drop-oldest}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads the written form, in any case, with {@code -} or {@code _}.
     *
     * @throws IllegalArgumentException naming the value and what may be written
     */
    public static OverflowPolicy of(String text) {
        return Arrays.stream(values()).filter(w -> w.name().equals(text.toUpperCase(Locale.ROOT).replace('-', '_')))
                .findFirst().orElseThrow(() -> new IllegalArgumentException("overflowPolicy is '" + text
                        + "', expected one of block, drop-oldest, drop-newest, reject: correct the option or bactrian.spool.overflow-policy"));
    }
}
