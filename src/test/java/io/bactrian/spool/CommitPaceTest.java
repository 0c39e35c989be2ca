package io.bactrian.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pace beside simulated producers, in milliseconds; a commit takes one. */
class CommitPaceTest {
    private static final int USUAL = 16;
    private static final int LINGER = 10;

    private final CommitPace pace = new CommitPace(USUAL, LINGER);

    /** Producers that have no more than {@code most} under way bring all of them at once. */
    private double recordsAMillisecond(int most, int commits) {
        int millis = 0;
        for (int i = 0; i < commits; i++) {
            boolean waits = most < pace.enough();
            millis += waits ? LINGER : 1;
            pace.taken(most, waits ? LINGER - 1 : 0);
            pace.committed(most);
        }
        return (double) most * commits / millis;
    }

    /** Records come at random, however many are under way. */
    private double recordsACommit(double aMillisecond, int commits) {
        Random random = new Random(1);
        int all = 0;
        double next = 0;
        double now = 0;
        double committedAt = -LINGER;
        for (int i = 0; i < commits; i++) {
            int records = 0;
            double last = next;
            while (records < pace.enough() && (records == 0 || next < committedAt + LINGER)) {
                last = next;
                records++;
                next += -Math.log(1 - random.nextDouble()) / aMillisecond;
            }
            now = records == pace.enough() ? last : Math.max(last, committedAt + LINGER);
            pace.taken(records, (long) (now - last));
            all += records;
            committedAt = now + 1;
            int behind = 0;
            for (double peek = next; peek < committedAt; peek += 1 / aMillisecond) {
                behind++;
            }
            pace.committed(records + behind);
        }
        return (double) all / commits;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 15, 16, 20, 100})
    void producersThatWaitForTheirCompletionsAreNotKeptWaitingForWhatCannotCome(int most) {
        recordsAMillisecond(most, 10);

        assertThat(recordsAMillisecond(most, 10_000)).isGreaterThan(most * 0.75);
    }

    @Test
    void afterMoreWereUnderWayFewerAreWaitedForAgain() {
        recordsAMillisecond(400, 10);
        assertThat(pace.enough()).isEqualTo(CommitPace.MOST);

        recordsAMillisecond(20, 10);
        assertThat(pace.enough()).isEqualTo(20);
    }

    @Test
    void afterFewWereUnderWayMoreAreWaitedForSoon() {
        recordsAMillisecond(1, 10);
        assertThat(pace.enough()).isEqualTo(1);

        recordsAMillisecond(40, 10);
        assertThat(pace.enough()).isBetween(30, 40);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.15, 0.3, 1, 3})
    void recordsThatComeOnTheirOwnShareCommits(double aMillisecond) {
        assertThat(recordsACommit(aMillisecond, 10_000)).isGreaterThan(Math.min(USUAL - 1, aMillisecond * LINGER * 0.7));
    }

    @Test
    void aFewRecordsASecondAreEachCommittedAtOnce() {
        pace.taken(1, 0);
        pace.committed(1);

        assertThat(pace.enough()).isEqualTo(USUAL);
    }
}
