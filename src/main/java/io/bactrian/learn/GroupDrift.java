package io.bactrian.learn;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * One group of devices of one version: first a reference is made of its messages, then each window is compared with it. Messages come
 * by {@link #add} from any thread; the rest is for one thread.
 */
final class GroupDrift {
    /** Values that say where the bins are. */
    private static final int FIRST = 500;
    private static final int BINS = 20;
    /** So many comparisons in turn must find nothing before it is over. */
    private static final int QUIET = 2;

    private record Pane(Instant start, int[][] counts) {
    }

    /** What a comparison found. */
    record Verdict(List<DriftEvent.Channel> beyond, double level, Instant since) {
    }

    private final List<String> channels;
    private final DriftSettings settings;
    private final Deque<Pane> panes = new ArrayDeque<>();
    private double[][] first;
    private int have;
    private Bins[] bins;
    private Pane pane;
    private PaneSums[] sums;
    private ChannelReference[] reference;
    private volatile Instant driftingSince;
    private volatile double level;
    private int quiet;
    private List<DriftEvent.Channel> begun = List.of();
    private boolean touched = true;
    private Instant lastTouched;
    private ChannelReference[] made;

    /** @param reference of each channel; null to make one */
    GroupDrift(List<String> channels, DriftSettings settings, ChannelReference[] reference, Instant now) {
        this.channels = channels;
        this.settings = settings;
        if (reference == null) {
            first = new double[channels.size()][FIRST];
            return;
        }
        this.reference = reference;
        bins = new Bins[reference.length];
        for (int channel = 0; channel < bins.length; channel++) {
            bins[channel] = reference[channel].bins();
        }
        pane = fresh(now);
    }

    private Pane fresh(Instant now) {
        int[][] counts = new int[bins.length][];
        for (int channel = 0; channel < bins.length; channel++) {
            counts[channel] = new int[bins[channel].size()];
        }
        return new Pane(now, counts);
    }

    /** Counts one message; takes some nanoseconds a channel. */
    synchronized void add(double[] data, int[] places, double score, double confidence) {
        int rows = places.length;
        touched = true;
        if (bins == null) {
            for (int i = 0; i < rows; i++) {
                first[i][have] = data[places[i]];
            }
            first[rows][have] = score;
            first[rows + 1][have] = confidence;
            have++;
            if (have == FIRST) {
                begin();
            }
            return;
        }
        int[][] counts = pane.counts();
        for (int i = 0; i < rows; i++) {
            counts[i][bins[i].bin(data[places[i]])]++;
        }
        counts[rows][bins[rows].bin(score)]++;
        counts[rows + 1][bins[rows + 1].bin(confidence)]++;
    }

    private void begin() {
        bins = new Bins[first.length];
        sums = new PaneSums[first.length];
        for (int channel = 0; channel < first.length; channel++) {
            bins[channel] = Bins.of(first[channel], BINS);
            sums[channel] = new PaneSums(bins[channel].size());
        }
        first = null;
        pane = fresh(null);
    }

    /** Takes what has come, once a part of the window is over; null before. */
    private synchronized Pane take(Instant now) {
        lastTouched = touched ? now : lastTouched;
        touched = false;
        if (pane == null) {
            return null;
        }
        if (pane.start() == null) {
            pane = new Pane(now, pane.counts());
        }
        if (now.isBefore(pane.start().plus(settings.pane()))) {
            return null;
        }
        Pane taken = pane;
        pane = fresh(now);
        return taken;
    }

    /**
     * Goes on to the next part of the window, where this one is over.
     *
     * @return what was found; null where nothing was compared
     */
    Verdict step(Instant now, DriftComparison comparison) {
        Pane taken = take(now);
        if (taken == null) {
            return null;
        }
        if (reference == null) {
            build(taken);
            return null;
        }
        panes.add(taken);
        if (panes.size() > DriftSettings.PANES) {
            panes.remove();
        }
        return compare(comparison);
    }

    private void build(Pane taken) {
        for (int channel = 0; channel < sums.length; channel++) {
            sums[channel].add(taken.counts()[channel]);
        }
        if (sums[0].panes() >= DriftSettings.PANES && sums[0].total() >= settings.reference()) {
            made = new ChannelReference[sums.length];
            for (int channel = 0; channel < sums.length; channel++) {
                made[channel] = ChannelReference.of(bins[channel], sums[channel]);
            }
            sums = null;
            reference = made;
        }
    }

    private Verdict compare(DriftComparison comparison) {
        List<DriftEvent.Channel> beyond = new ArrayList<>();
        double highest = 0;
        int furthest = 0;
        for (int channel = 0; channel < channels.size(); channel++) {
            PaneSums window = new PaneSums(bins[channel].size());
            for (Pane one : panes) {
                window.add(one.counts()[channel]);
            }
            if (window.total() == 0) {
                break;
            }
            DriftComparison.Finding finding = comparison.compare(window, reference[channel]);
            if (finding.level() > highest) {
                highest = finding.level();
                furthest = channel;
            }
            if (finding.exceeds() || isStillOff(channels.get(channel), finding)) {
                beyond.add(described(channel, finding, window));
            }
        }
        beyond.sort(Comparator.comparingDouble((DriftEvent.Channel one) -> -Math.max(one.ks() / one.ksLimit(),
                one.psi() / one.psiLimit())));
        level = highest;
        return new Verdict(beyond, highest, beyond.isEmpty() ? null : since(furthest));
    }

    /** What has begun is over below the limits that it began with: they rise while the window turns from the old to the new. */
    private boolean isStillOff(String channel, DriftComparison.Finding finding) {
        return begun.stream().anyMatch(
                one -> one.name().equals(channel) && (finding.ks() > one.ksLimit() || finding.psi() > one.psiLimit()));
    }

    /** The start of the oldest part of the window from which on all are at least half as far off as the newest is. */
    private Instant since(int channel) {
        Instant since = panes.getLast().start();
        double most = 0;
        for (var each = panes.descendingIterator(); each.hasNext();) {
            Pane one = each.next();
            PaneSums alone = new PaneSums(bins[channel].size());
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

    private DriftEvent.Channel described(int channel, DriftComparison.Finding finding, PaneSums window) {
        return new DriftEvent.Channel(channels.get(channel), finding.ks(), finding.ksLimit(), finding.psi(), finding.psiLimit(),
                finding.messages(), bins[channel].edges(), shares(reference[channel].counts()), shares(window.counts()));
    }

    private static double[] shares(long[] counts) {
        double sum = DriftComparison.sum(counts);
        double[] shares = new double[counts.length];
        for (int bin = 0; bin < counts.length; bin++) {
            shares[bin] = counts[bin] / sum;
        }
        return shares;
    }

    /** What a verdict changes: null where it is as it was. */
    DriftEvent judged(Verdict verdict, Instant now, String model, String version, String group) {
        if (!verdict.beyond().isEmpty()) {
            quiet = 0;
            if (driftingSince == null) {
                begun = verdict.beyond();
                driftingSince = verdict.since();
                return new DriftEvent(model, version, group, true, now, driftingSince, begun);
            }
        } else if (driftingSince != null && ++quiet >= QUIET) {
            DriftEvent end = new DriftEvent(model, version, group, false, now, driftingSince, begun);
            driftingSince = null;
            begun = List.of();
            return end;
        }
        return null;
    }

    /** Any thread. */
    boolean drifting() {
        return driftingSince != null;
    }

    /** The largest difference over its limit, at the last comparison. Any thread. */
    double level() {
        return level;
    }

    /** Whether there was no message for a whole window. */
    boolean idle(Instant now) {
        return now.isAfter(lastTouched.plus(settings.window()));
    }

    /** The reference, once, when it has just been made; null otherwise. */
    ChannelReference[] takeMade() {
        ChannelReference[] taken = made;
        made = null;
        return taken;
    }
}
