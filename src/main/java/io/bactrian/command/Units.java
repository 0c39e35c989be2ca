package io.bactrian.command;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them; not finite ones are empty. */
final class Units {
    private static final String[] SIZES = {"B", "KiB", "MiB", "GiB", "TiB"};
    private static final int STEP = 1024;

    private Units() {
    }

    static String bytes(double bytes) {
        if (!Double.isFinite(bytes)) {
            return "";
        }
        double value = bytes;
        int size = 0;
        while (value >= STEP && size < SIZES.length - 1) {
            value /= STEP;
            size++;
        }
        return String.format(Locale.ROOT, size == 0 ? "%.0f %s" : "%.1f %s", value, SIZES[size]);
    }

    static String count(double number) {
        return Double.isFinite(number) ? String.format(Locale.ROOT, "%,.0f", number) : "";
    }

    /** Its two largest units. */
    static String duration(double seconds) {
        if (!Double.isFinite(seconds)) {
            return "";
        }
        Duration time = Duration.ofSeconds(Math.max(0, (long) seconds));
        if (time.toDays() > 0) {
            return time.toDays() + "d " + time.toHoursPart() + "h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + "h " + time.toMinutesPart() + "m";
        }
        return time.toMinutes() > 0 ? time.toMinutes() + "m " + time.toSecondsPart() + "s" : time.toSeconds() + "s";
    }

    static String millis(double seconds) {
        return Double.isFinite(seconds) ? String.format(Locale.ROOT, "%.1f ms", seconds * 1000) : "";
    }

    static String rate(double perSecond) {
        return Double.isFinite(perSecond) ? String.format(Locale.ROOT, "%,.1f", perSecond) : "";
    }
}
