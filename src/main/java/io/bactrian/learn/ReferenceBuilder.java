package io.bactrian.learn;

import io.bactrian.distribution.Bins;
import io.bactrian.distribution.Distribution;
import io.bactrian.distribution.PaneSums;

/** Makes a group's reference of its first messages. One thread. */
final class ReferenceBuilder {
    private final int messages;
    private PaneSums[] sums;

    /** @param messages it is made of at least */
    ReferenceBuilder(int messages) {
        this.messages = messages;
    }

    /** The reference of each channel, once there is enough; null before. */
    Distribution[] add(Bins[] bins, GroupCounter.Pane pane) {
        if (sums == null) {
            sums = new PaneSums[bins.length];
            for (int channel = 0; channel < sums.length; channel++) {
                sums[channel] = new PaneSums(bins[channel].size());
            }
        }
        for (int channel = 0; channel < sums.length; channel++) {
            sums[channel].add(pane.counts()[channel]);
        }
        if (sums[0].panes() < DriftSettings.PANES || sums[0].total() < messages) {
            return null;
        }
        Distribution[] made = new Distribution[sums.length];
        for (int channel = 0; channel < sums.length; channel++) {
            made[channel] = Distribution.of(bins[channel], sums[channel]);
        }
        return made;
    }
}
