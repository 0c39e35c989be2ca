package io.bactrian.it;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What the moments say about health. A good device that waits longer than {@value #TOO_LONG} s must come with "not ready", said at most
 * {@value #TOLERANCE} s before or after. "Not ready" must come with such a wait, or with something taken away by the test: while the broker
 * is stopped or the disk is full nobody can be answered, however short that is. For {@value #AFTERMATH} s after it was given back either is
 * right. All of these are as many times longer as the machine was slower about then. Less than {@value #SPELL} looks in a row of "not ready" are not judged: it takes as many for a probe to act, as Kubernetes has it.
 */
final class Verdict {
    private static final double TOO_LONG = 10;
    private static final double TOLERANCE = 5;
    static final double AFTERMATH = 15;
    private static final int SPELL = 3;

    private final List<Moment> moments;

    Verdict(List<Moment> moments) {
        this.moments = List.copyOf(moments);
    }

    /** Moments in which good devices waited and readiness said nothing. */
    List<Moment> silent() {
        return moments.stream().filter(this::waitsTooLong)
                .filter(moment -> !aftermath(moment))
                .filter(moment -> near(moment, slowness(moment) * TOLERANCE).stream().allMatch(Moment::ready)).toList();
    }

    /** Moments in which readiness said "not ready" and no good device waited. */
    List<Moment> falseAlarms() {
        return spells().stream().filter(spell -> spell.size() >= SPELL).flatMap(List::stream).toList();
    }

    /** The beginnings of such spells that are too short to be judged. */
    List<Moment> blips() {
        return spells().stream().filter(spell -> spell.size() < SPELL).map(spell -> spell.get(0)).toList();
    }

    /** What was said without need, looks in a row together. */
    private List<List<Moment>> spells() {
        var spells = new ArrayList<List<Moment>>();
        var before = false;
        for (var moment : moments) {
            var needless = !moment.ready() && !excused(moment);
            if (needless) {
                if (!before) {
                    spells.add(new ArrayList<>());
                }
                spells.get(spells.size() - 1).add(moment);
            }
            before = needless;
        }
        return spells;
    }

    private boolean excused(Moment moment) {
        return moment.cause() != null || aftermath(moment)
                || near(moment, slowness(moment) * (TOO_LONG + TOLERANCE)).stream().anyMatch(this::waitsTooLong);
    }

    private boolean aftermath(Moment moment) {
        return moment.cause() == null && moment.sinceCause() < slowness(moment) * AFTERMATH;
    }

    private boolean waitsTooLong(Moment moment) {
        return moment.waited() > slowness(moment) * TOO_LONG;
    }

    /** The median about that moment, so that one slow second excuses nothing. */
    private double slowness(Moment moment) {
        var about = near(moment, TOO_LONG).stream().mapToDouble(Moment::slowness).sorted().toArray();
        return about[about.length / 2];
    }

    private List<Moment> near(Moment moment, double seconds) {
        return moments.stream().filter(other -> Math.abs(other.at() - moment.at()) <= seconds).toList();
    }

    /** Seconds in which a good device waited too long. */
    long tooLong() {
        return moments.stream().filter(this::waitsTooLong).count();
    }

    /** Seconds in which readiness said "not ready". */
    long notReady() {
        return moments.stream().filter(moment -> !moment.ready()).count();
    }

    /** The median over one quarter of the time, 1 to 4. */
    long median(int quarter, ToLongFunction<Moment> what) {
        var from = moments.size() * (quarter - 1) / 4;
        var values = moments.subList(from, moments.size() * quarter / 4).stream().mapToLong(what).sorted().toArray();
        return values[values.length / 2];
    }
}
