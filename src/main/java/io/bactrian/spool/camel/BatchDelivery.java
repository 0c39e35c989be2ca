package io.bactrian.spool.camel;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.bactrian.spool.Spool.BatchHandler;
import io.bactrian.spool.Spool.Completion;
import io.bactrian.spool.SpoolRecord;

/**
 * Sends a batch as one exchange. When one of its records is refused, the batch is retried record by record, so that the refused one
 * is found and the others are delivered; after {@link #TRIES} refusals alone it is given up. One batch at a time; any thread.
 */
final class BatchDelivery implements BatchHandler {
    static final int TRIES = 5;

    /** Where records go. */
    interface Sender {
        void send(List<SpoolRecord> records, Completion done);

        /** Takes a record that is given up; completes when it may be deleted. */
        void giveUp(SpoolRecord record, Throwable failure, Completion done);
    }

    private final Sender sender;
    private final DeliveryFailures failures;
    private List<SpoolRecord> batch = List.of();
    private List<SpoolRecord> left = List.of();
    private Map<SpoolRecord, Integer> refusals = new IdentityHashMap<>();
    private boolean oneByOne;

    BatchDelivery(Sender sender, DeliveryFailures failures) {
        this.sender = sender;
        this.failures = failures;
    }

    @Override
    public void handle(List<SpoolRecord> records, Completion done) {
        if (records != batch) {
            batch = records;
            left = new ArrayList<>(records);
            refusals = new IdentityHashMap<>();
            oneByOne = false;
        }
        if (oneByOne) {
            new Pass(done).run();
        } else {
            sender.send(left, failure -> {
                oneByOne = failure != null && failures.refused(failure);
                done.complete(failure);
            });
        }
    }

    /** Goes on behind a record that is refused, for it is the only one; ends at any other failure. Completions that come at once do not nest. */
    private final class Pass {
        private final Completion done;
        private final AtomicInteger steps = new AtomicInteger();
        private int at;
        private Throwable refusal;

        Pass(Completion done) {
            this.done = done;
        }

        void run() {
            if (steps.getAndIncrement() == 0) {
                do {
                    step();
                } while (steps.decrementAndGet() > 0);
            }
        }

        private void step() {
            if (at == left.size()) {
                done.complete(refusal);
            } else {
                SpoolRecord record = left.get(at);
                sender.send(List.of(record), failure -> sent(record, failure));
            }
        }

        private void sent(SpoolRecord record, Throwable failure) {
            if (failure == null) {
                left.remove(at);
                run();
            } else if (!failures.refused(failure)) {
                oneByOne = false;
                done.complete(failure);
            } else if (refusals.merge(record, 1, Integer::sum) < TRIES) {
                refusal = failure;
                at++;
                run();
            } else {
                sender.giveUp(record, failure, this::givenUp);
            }
        }

        private void givenUp(Throwable failure) {
            if (failure == null) {
                left.remove(at);
                run();
            } else {
                done.complete(failure);
            }
        }
    }
}
