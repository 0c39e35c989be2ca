package io.bactrian.telemetry;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Whether a message's time is milliseconds since the epoch, and near enough to this node's clock. Any thread. */
final class TimestampCheck {
    private static final long FIVE_YEARS = Duration.ofDays(5 * 365).toMillis();
    private static final List<Unit> OTHERS = List.of(new Unit("seconds", 1e3), new Unit("microseconds", 1e-3),
            new Unit("nanoseconds", 1e-6));

    private final long tolerance;
    private final Clock clock;

    /** @param tolerance how far a device's clock may be from ours, either way */
    TimestampCheck(Duration tolerance, Clock clock) {
        this.tolerance = tolerance.toMillis();
        this.clock = clock;
    }

    private record Unit(String name, double millis) {
    }

    /** Of this node's clock, in milliseconds since the epoch. */
    long now() {
        return clock.millis();
    }

    /**
     * @param timestamp null where the device gave none
     * @return milliseconds since the epoch, ours where the device gave none
     * @throws BadInput saying whether unit or clock is wrong
     */
    long check(Long timestamp, String id) {
        long now = clock.millis();
        if (timestamp == null) {
            return now;
        }
        double off = (double) timestamp - now;
        if (Math.abs(off) <= tolerance) {
            return timestamp;
        }
        for (Unit unit : OTHERS) {
            double meant = timestamp * unit.millis();
            if (Math.abs(meant - now) <= FIVE_YEARS) {
                throw new BadInput(ErrorCode.CLOCK_OFF, id, "ts " + timestamp + " looks like " + unit.name()
                        + " since the epoch: give milliseconds, " + (long) meant + ", or a text in RFC 3339");
            }
        }
        throw new BadInput(ErrorCode.CLOCK_OFF, id,
                "ts " + timestamp + " is " + (long) (Math.abs(off) / Duration.ofHours(1).toMillis())
                        + " h " + (off < 0 ? "behind" : "ahead of") + " this node's clock, at most "
                        + Duration.ofMillis(tolerance).toHours() + " h are accepted: set the device's clock, or leave ts out");
    }
}
