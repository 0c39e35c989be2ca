package io.bactrian.learn;

import java.time.Instant;
import java.util.List;

import io.bactrian.distribution.Bins;
import io.bactrian.distribution.Distribution;

/**
 * One group of devices of one version: where it has no reference, one is made of its first messages; then each window is compared with
 * it. Messages come by {@link #add} from any thread; the rest is for one thread.
 */
final class GroupDrift {
    private final List<String> channels;
    private final DriftSettings settings;
    private final GroupCounter counter;
    private final ReferenceBuilder builder;
    private final DriftState state = new DriftState();
    private WindowComparison window;
    private Distribution[] made;

    /** @param reference of each channel; null to make one */
    GroupDrift(List<String> channels, DriftSettings settings, Distribution[] reference, Instant now) {
        this.channels = channels;
        this.settings = settings;
        counter = new GroupCounter(channels.size(), bins(reference), now);
        builder = new ReferenceBuilder(settings.reference());
        window = reference == null ? null : new WindowComparison(channels, reference);
    }

    private static Bins[] bins(Distribution[] reference) {
        if (reference == null) {
            return null;
        }
        Bins[] bins = new Bins[reference.length];
        for (int channel = 0; channel < bins.length; channel++) {
            bins[channel] = reference[channel].bins();
        }
        return bins;
    }

    /** Counts one message; see {@link GroupCounter#add}. */
    void add(double[] data, int[] places, double score, double confidence) {
        counter.add(data, places, score, confidence);
    }

    /**
     * Goes on to the next part of the window, where this one is over.
     *
     * @return null where nothing has changed
     */
    DriftState.Turn step(Instant now, DriftComparison comparison) {
        GroupCounter.Pane taken = counter.take(now, settings.pane());
        if (taken == null) {
            return null;
        }
        if (window != null) {
            return state.judge(window.next(taken, comparison, state.begun()));
        }
        made = builder.add(counter.bins(), taken);
        window = made == null ? null : new WindowComparison(channels, made);
        return null;
    }

    /** Any thread. */
    DriftState state() {
        return state;
    }

    /** Whether there was no message for a whole window. */
    boolean idle(Instant now) {
        return now.isAfter(counter.lastTouched().plus(settings.window()));
    }

    /** The reference, once, when it has just been made; null otherwise. */
    Distribution[] takeMade() {
        Distribution[] taken = made;
        made = null;
        return taken;
    }
}
