package io.bactrian.learn;

/**
 * What was kept in one minute, hour or day, of one device or label. Not thread-safe.
 *
 * <p>A quota that keeps the first comers says nothing of the rest. So each message is kept with the probability that spreads what is
 * left of the quota over what is still to come, which is expected from the period before and from this one so far: Poisson sampling
 * with a probability that depends on the past alone, so that weights of 1/probability stay unbiased (C.-E. Särndal, B. Swensson,
 * J. Wretman: "Model Assisted Survey Sampling", 1992, sections 2.8 and 3.5).
 */
final class QuotaCount {
    /** So much of a period must be over before its rate is taken for the whole of it. */
    private static final double LEAST_ELAPSED = 0.05;

    final long length;
    long period;
    long before;
    long asked;
    long kept;

    /** @param length milliseconds */
    QuotaCount(long length) {
        this.length = length;
    }

    /** With which probability the next one is kept. */
    double probability(int quota, long now) {
        turn(now);
        long left = quota - kept;
        if (left <= 0) {
            return 0;
        }
        double elapsed = Math.min(1, Math.max(0, (double) (now - period * length) / length));
        double expected = Math.max(before, asked / Math.max(elapsed, LEAST_ELAPSED)) * (1 - elapsed);
        return expected <= left ? 1 : left / expected;
    }

    void count(boolean isKept, long now) {
        turn(now);
        asked++;
        if (isKept) {
            kept++;
        }
    }

    /** A clock that was set back by no more than a period goes on with what it counted; by more, it begins anew. */
    private void turn(long now) {
        long current = Math.floorDiv(now, length);
        if (current == period || current == period - 1) {
            return;
        }
        before = current == period + 1 ? asked : 0;
        period = current;
        asked = 0;
        kept = 0;
    }

    /** Whether nothing of it matters any more. */
    boolean over(long now) {
        long current = Math.floorDiv(now, length);
        return current > period + 1 || current < period - 1;
    }
}
