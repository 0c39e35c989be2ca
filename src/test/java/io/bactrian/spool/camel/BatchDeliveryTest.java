package io.bactrian.spool.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.bactrian.spool.Spool.Completion;
import io.bactrian.spool.SpoolRecord;

/** A record that its destination refuses holds up no other record. */
class BatchDeliveryTest {
    private final List<Integer> taken = new ArrayList<>();
    private final List<Integer> givenUp = new ArrayList<>();
    private final Set<Integer> tooLarge = new HashSet<>();
    private boolean away;
    private boolean refusalsAreFinal;
    private int sends;
    private final BatchDelivery delivery = new BatchDelivery(new BatchDelivery.Sender() {
        @Override
        public void send(List<SpoolRecord> records, Completion done) {
            sends++;
            if (away) {
                done.complete(new IllegalStateException("away"));
                return;
            }
            for (SpoolRecord record : records) {
                if (tooLarge.contains(number(record))) {
                    done.complete(new IllegalArgumentException("too large"));
                    return;
                }
            }
            records.forEach(record -> taken.add(number(record)));
            done.complete(null);
        }

        @Override
        public void giveUp(SpoolRecord record, Throwable failure, Completion done) {
            givenUp.add(number(record));
            done.complete(null);
        }
    }, new DeliveryFailures() {
        @Override
        public boolean refused(Throwable failure) {
            return failure instanceof IllegalArgumentException;
        }

        @Override
        public boolean isFinal(Throwable refusal) {
            return refusalsAreFinal;
        }

        @Override
        public String describe(Throwable failure) {
            return failure.getMessage();
        }
    });

    private static int number(SpoolRecord record) {
        return ByteBuffer.wrap(record.body()).getInt();
    }

    private static List<SpoolRecord> records(int from, int to) {
        return IntStream.range(from, to).mapToObj(n -> new SpoolRecord(ByteBuffer.allocate(4).putInt(n).array(), Map.of()))
                .toList();
    }

    private int triesUntilDone(List<SpoolRecord> batch) {
        for (int tries = 1; tries <= 100; tries++) {
            var failure = new Throwable[1];
            delivery.handle(batch, e -> failure[0] = e);
            if (failure[0] == null) {
                return tries;
            }
        }
        throw new AssertionError("never done");
    }

    @Test
    void aRefusedRecordIsGivenUpAfterItsTriesAndTheOthersAreTakenInOrderAtTheFirstAttempt() {
        tooLarge.add(3);
        List<SpoolRecord> batch = records(0, 8);
        delivery.handle(batch, e -> assertThat(e).hasMessage("too large"));
        assertThat(taken).containsExactly(0, 1, 2, 4, 5, 6, 7);

        assertThat(triesUntilDone(batch)).isEqualTo(BatchDelivery.TRIES - 1);
        assertThat(givenUp).containsExactly(3);
        assertThat(taken).containsExactly(0, 1, 2, 4, 5, 6, 7);
    }

    @Test
    void aRecordWhoseRefusalIsFinalHoldsUpNothing() {
        refusalsAreFinal = true;
        tooLarge.add(300);
        assertThat(triesUntilDone(records(0, 512))).isEqualTo(1);
        assertThat(givenUp).containsExactly(300);
        assertThat(taken).hasSize(511).isSorted();
        assertThat(sends).as("sends of a batch of 512 with one record refused").isLessThanOrEqualTo(1 + 2 * 9);
    }

    @Test
    void thousandsOfRefusedRecordsDoNotExhaustTheStack() {
        IntStream.range(0, 5000).forEach(tooLarge::add);
        triesUntilDone(records(0, 5000));
        assertThat(givenUp).hasSize(5000);
    }

    @Test
    void aRecordThatIsTakenAfterAllIsNotGivenUp() {
        tooLarge.add(0);
        List<SpoolRecord> batch = records(0, 2);
        delivery.handle(batch, e -> assertThat(e).isNotNull());
        tooLarge.clear();
        triesUntilDone(batch);
        assertThat(givenUp).isEmpty();
        assertThat(taken).contains(0, 1);
    }

    @Test
    void whileTheDestinationIsAwayNothingIsGivenUp() {
        tooLarge.add(1);
        List<SpoolRecord> batch = records(0, 3);
        delivery.handle(batch, e -> assertThat(e).isNotNull());
        away = true;
        for (int i = 0; i < 50; i++) {
            delivery.handle(batch, e -> assertThat(e).hasMessage("away"));
        }
        assertThat(givenUp).isEmpty();
        away = false;
        triesUntilDone(batch);
        assertThat(givenUp).containsExactly(1);
        assertThat(taken).contains(0, 2);
    }
}
