package io.bactrian.learn;

import java.time.Duration;

import io.bactrian.distribution.Distribution;

/**
 * How drift is looked for.
 *
 * @param window      the messages of so much time are compared; the reference is made of as much at least
 * @param reference   messages it is made of at least
 * @param falseAlarms how many a month of a model are accepted
 * @param manifest    whether a manifest's reference is taken where it has one
 */
public record DriftSettings(Duration window, int reference, double falseAlarms, boolean manifest) {
    /** Parts of a window: one after the other is replaced, and compared then. */
    static final int PANES = Distribution.PANES;
    private static final Duration MONTH = Duration.ofDays(30);

    Duration pane() {
        return window.dividedBy(PANES);
    }

    /** How often one comparison may find a difference where there is none. */
    double alpha(int groups, int channels) {
        return falseAlarms * pane().toMillis() / MONTH.toMillis() / groups / channels;
    }
}
