package io.bactrian.http;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which token belongs to which devices: a line each of a device's name, in which {@code *} stands for any characters, white space, and the
 * token; empty lines and those that begin with {@code #} say nothing. Immutable.
 */
public final class DeviceTokens {
    private static final int PARTS = 2;

    private final List<Entry> entries;

    private DeviceTokens(List<Entry> entries) {
        this.entries = entries;
    }

    private record Entry(Pattern devices, ApiToken token) {
    }

    /** @throws IllegalArgumentException naming the first line that is wrong, and never a token */
    public static DeviceTokens parse(String text) {
        List<Entry> entries = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\\R", -1)) {
            number++;
            String entry = line.strip();
            if (!entry.isEmpty() && !entry.startsWith("#")) {
                entries.add(entry(entry.split("\\s+"), number));
            }
        }
        return new DeviceTokens(List.copyOf(entries));
    }

    private static Entry entry(String[] parts, int line) {
        if (parts.length != PARTS) {
            throw new IllegalArgumentException("line " + line + " has " + parts.length
                    + " words; expected a device's name, in which * stands for any characters, and its token");
        }
        String[] literals = parts[0].split("\\*", -1);
        StringBuilder pattern = new StringBuilder(Pattern.quote(literals[0]));
        for (int i = 1; i < literals.length; i++) {
            pattern.append(".*").append(Pattern.quote(literals[i]));
        }
        try {
            return new Entry(Pattern.compile(pattern.toString()), ApiToken.of(parts[1]));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("line " + line + ", the token: " + e.getMessage(), e);
        }
    }

    /** Whether an {@code Authorization} header carries the token of any device. */
    public boolean has(String authorization) {
        return entries.stream().anyMatch(entry -> entry.token().isIn(authorization));
    }

    /** Whether an {@code Authorization} header carries a token of that device. */
    boolean allow(String device, String authorization) {
        for (Entry entry : entries) {
            if (entry.devices().matcher(device).matches() && entry.token().isIn(authorization)) {
                return true;
            }
        }
        return false;
    }
}
