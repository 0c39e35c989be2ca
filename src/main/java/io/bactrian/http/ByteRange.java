package io.bactrian.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of something of a known size (RFC 9110, 14).
 *
 * @param from  its first byte
 * @param count its bytes, above 0
 */
public record ByteRange(long from, long count) {
    private static final Pattern ONE = Pattern.compile("bytes\\s*=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})\\s*",
            Pattern.CASE_INSENSITIVE);

    /** There is no such part. */
    public static final class Unsatisfiable extends Exception {
        private static final long serialVersionUID = 1;

        Unsatisfiable(String range, long size) {
            super("Range is '" + range + "'; expected a part of its " + size + " bytes", null, false, false);
        }
    }

    /**
     * @param header {@code Range}, or null
     * @return empty where all is to be sent: without a range, with several, and with one that cannot be read
     * @throws Unsatisfiable where nothing of it is there
     */
    public static Optional<ByteRange> of(String header, long size) throws Unsatisfiable {
        Matcher range = ONE.matcher(header == null ? "" : header);
        if (!range.matches() || range.group(1).isEmpty() && range.group(2).isEmpty()) {
            return Optional.empty();
        }
        if (range.group(1).isEmpty()) {
            long last = Math.min(size, Long.parseLong(range.group(2)));
            return Optional.of(checked(size - last, size, header, size));
        }
        long from = Long.parseLong(range.group(1));
        long end = range.group(2).isEmpty() ? size : Math.min(size, Long.parseLong(range.group(2)) + 1);
        if (!range.group(2).isEmpty() && Long.parseLong(range.group(2)) < from) {
            return Optional.empty();
        }
        return Optional.of(checked(from, end, header, size));
    }

    private static ByteRange checked(long from, long end, String header, long size) throws Unsatisfiable {
        if (from >= end) {
            throw new Unsatisfiable(header, size);
        }
        return new ByteRange(from, end - from);
    }

    /** For {@code Content-Range}. */
    String of(long size) {
        return "bytes " + from + "-" + (from + count - 1) + "/" + size;
    }
}
