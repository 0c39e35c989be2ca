package io.bactrian.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

class BackoffTest {
    private static long[] delays(Backoff backoff) {
        return LongStream.range(0, 6).map(i -> backoff.nextMillis()).toArray();
    }

    @Test
    void exactDelaysDoubleUpToTheMaximumAndBeginAgainAfterAReset() {
        var backoff = Backoff.exact(100, 1_000);
        assertThat(delays(backoff)).containsExactly(100, 200, 400, 800, 1_000, 1_000);
        backoff.reset();
        assertThat(backoff.nextMillis()).isEqualTo(100);
    }

    @Test
    void aPauseIsOneOfTheDelaysAndEndsWithTheThread() throws InterruptedException {
        var backoff = Backoff.exact(1, Long.MAX_VALUE / 4);
        backoff.pause();
        assertThat(backoff.nextMillis()).isEqualTo(2);
        for (int i = 0; i < 40; i++) {
            backoff.nextMillis();
        }
        Thread.currentThread().interrupt();

        assertThatThrownBy(backoff::pause).isInstanceOf(InterruptedException.class);
    }

    @Test
    void jitteredDelaysAreBetweenHalfAndAllOfTheExactOnes() {
        long[] exact = delays(Backoff.exact(100, 1_000));
        for (int run = 0; run < 1_000; run++) {
            long[] jittered = delays(Backoff.jittered(100, 1_000));
            for (int i = 0; i < exact.length; i++) {
                assertThat(jittered[i]).isBetween(exact[i] / 2, exact[i]);
            }
        }
    }
}
