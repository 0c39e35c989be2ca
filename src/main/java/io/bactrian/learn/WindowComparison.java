package io.bactrian.learn;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

import io.bactrian.distribution.Distribution;
import io.bactrian.distribution.PaneSums;
import io.bactrian.learn.GroupCounter.Pane;

/** A group's window of the last messages, compared with its reference. One thread. */
final class WindowComparison {
    private final List<String> channels;
    private final Distribution[] reference;
    private final Deque<Pane> panes = new ArrayDeque<>();

    /**
     * What a comparison found.
     *
     * @param beyond           the channels beyond their limits, the furthest first
     * @param level            the largest difference over its limit
     * @param since            when it began, to a pane; null where nothing is beyond
     * @param furthest         the channel with the largest difference over its limit, beyond it or not; null where there is none
     * @param expectedAccuracy mean confidence of the window's messages; NaN where none has one
     */
    record Verdict(List<DriftEvent.Channel> beyond, double level, Instant since, DriftEvent.Channel furthest,
            double expectedAccuracy) {
    }

    WindowComparison(List<String> channels, Distribution[] reference) {
        this.channels = channels;
        this.reference = reference;
    }

    /**
     * Goes on by a pane, and compares.
     *
     * @param begun channels that drift already, as they were at its begin
     */
    Verdict next(Pane taken, DriftComparison comparison, List<DriftEvent.Channel> begun) {
        panes.add(taken);
        if (panes.size() > DriftSettings.PANES) {
            panes.remove();
        }
        List<DriftEvent.Channel> beyond = new ArrayList<>();
        double highest = 0;
        int furthest = 0;
        DriftComparison.Finding most = null;
        for (int channel = 0; channel < reference.length; channel++) {
            PaneSums window = window(channel);
            if (window.total() == 0) {
                break;
            }
            DriftComparison.Finding finding = comparison.compare(window, reference[channel]);
            if (finding.level() > highest) {
                highest = finding.level();
                furthest = channel;
                most = finding;
            }
            if (finding.exceeds() || isStillOff(channels.get(channel), finding, begun)) {
                beyond.add(described(channel, finding, window));
            }
        }
        beyond.sort(Comparator.comparingDouble((DriftEvent.Channel one) -> -Math.max(one.ks() / one.ksLimit(),
                one.psi() / one.psiLimit())));
        return new Verdict(beyond, highest, beyond.isEmpty() ? null : since(furthest),
                most == null ? null : described(furthest, most, window(furthest)), expectedAccuracy());
    }

    private PaneSums window(int channel) {
        PaneSums window = new PaneSums(reference[channel].bins().size());
        for (Pane one : panes) {
            window.add(one.counts()[channel]);
        }
        return window;
    }

    /** What has begun is over below the limits that it began with: they rise while the window turns from the old to the new. */
    private static boolean isStillOff(String channel, DriftComparison.Finding finding, List<DriftEvent.Channel> begun) {
        return begun.stream().anyMatch(
                one -> one.name().equals(channel) && (finding.ks() > one.ksLimit() || finding.psi() > one.psiLimit()));
    }

    /** The start of the oldest pane from which on all are at least half as far off as the newest is. */
    private Instant since(int channel) {
        Instant since = panes.getLast().start();
        double most = 0;
        for (var each = panes.descendingIterator(); each.hasNext();) {
            Pane one = each.next();
            PaneSums alone = new PaneSums(reference[channel].bins().size());
            alone.add(one.counts()[channel]);
            if (alone.total() == 0) {
                continue;
            }
            double ks = DriftComparison.ks(alone.counts(), reference[channel].counts());
            most = Math.max(most, ks);
            if (ks < most / 2) {
                break;
            }
            since = one.start();
        }
        return since;
    }

    private double expectedAccuracy() {
        double sum = 0;
        long messages = 0;
        for (Pane one : panes) {
            sum += one.confidence();
            messages += one.confident();
        }
        return sum / messages;
    }

    private DriftEvent.Channel described(int channel, DriftComparison.Finding finding, PaneSums window) {
        return new DriftEvent.Channel(channels.get(channel), finding.ks(), finding.ksLimit(), finding.psi(), finding.psiLimit(),
                finding.messages(), reference[channel].bins().edges(), shares(reference[channel].counts()),
                shares(window.counts()));
    }

    private static double[] shares(long[] counts) {
        double sum = DriftComparison.sum(counts);
        double[] shares = new double[counts.length];
        for (int bin = 0; bin < counts.length; bin++) {
            shares[bin] = counts[bin] / sum;
        }
        return shares;
    }
}
