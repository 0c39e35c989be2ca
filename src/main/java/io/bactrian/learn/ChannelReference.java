package io.bactrian.learn;

/**
 * How a channel's values, or a score, are usually distributed.
 *
 * @param bins      where they are counted
 * @param counts    how many there were in each bin; not copied
 * @param effect how many of them are worth one that is independent of the others, by that many panes
 * @param panes  that was estimated from; 0 where it is known
 */
record ChannelReference(Bins bins, long[] counts, double effect, int panes) {
    ChannelReference {
        if (counts.length != bins.size()) {
            throw new IllegalArgumentException(counts.length + " counts for " + bins.size() + " bins");
        }
    }

    static ChannelReference of(Bins bins, PaneSums sums) {
        return new ChannelReference(bins, sums.counts().clone(), sums.designEffect(), sums.panes());
    }
}
