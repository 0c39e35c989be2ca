package io.bactrian.text;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500us}, {@code 5ms}, {@code 30s}, {@code 15m}, {@code 12h}, {@code 30d}. */
public final class Durations {
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*(us|ms|s|m|h|d)");

    private static final Map<String, ChronoUnit> UNITS = Map.of("us", ChronoUnit.MICROS, "ms", ChronoUnit.MILLIS, "s",
            ChronoUnit.SECONDS, "m", ChronoUnit.MINUTES, "h", ChronoUnit.HOURS, "d", ChronoUnit.DAYS);
    private static final List<String> LARGEST_FIRST = List.of("d", "h", "m", "s", "ms");
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private Durations() {
    }

    /**
     * At most a hundred years, which nanoseconds in a {@code long} hold.
     *
     * @throws IllegalArgumentException naming the value and the form expected
     */
    public static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no duration; expected a number with us, ms, s, m, h or d");
        }
        Duration duration = Duration.of(Long.parseLong(matcher.group(1)), UNITS.get(matcher.group(2)));
        if (duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("'" + text + "' is too long; expected at most " + LONGEST.toDays() + "d");
        }
        return duration;
    }

    /** As {@link #parse} reads it: a whole number of the largest unit that it is a whole number of; parts of a microsecond are cut. */
    public static String text(Duration duration) {
        for (String unit : LARGEST_FIRST) {
            Duration one = UNITS.get(unit).getDuration();
            if (duration.dividedBy(one) > 0 && one.multipliedBy(duration.dividedBy(one)).equals(duration)) {
                return duration.dividedBy(one) + unit;
            }
        }
        return TimeUnit.MICROSECONDS.convert(duration) + "us";
    }
}
