package io.bactrian.spool.camel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.bactrian.spool.Spool.BatchHandler;
import io.bactrian.spool.Spool.Completion;
import io.bactrian.spool.SpoolRecord;

/**
 * Sends a batch as one exchange. When one of its records is refused, the batch is halved, and halved again, at once, so that the refused
 * one is found and the others are delivered. A record whose refusal is final is given up when it is found; another one after
 * {@link #TRIES} refusals alone. One batch at a time; any thread.
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
    private Deque<List<SpoolRecord>> left = new ArrayDeque<>();
    private Map<SpoolRecord, Integer> refusals = new IdentityHashMap<>();

    BatchDelivery(Sender sender, DeliveryFailures failures) {
        this.sender = sender;
        this.failures = failures;
    }

    @Override
    public void handle(List<SpoolRecord> records, Completion done) {
        if (records != batch) {
            batch = records;
            left = new ArrayDeque<>(List.of(records));
            refusals = new IdentityHashMap<>();
        }
        new Pass(done).run();
    }

    /** Sends what is left, in order; ends at a failure that is no record's own. Completions that come at once do not nest. */
    private final class Pass {
        private final Completion done;
        private final AtomicInteger steps = new AtomicInteger();
        private final List<SpoolRecord> later = new ArrayList<>();
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
            List<SpoolRecord> part = left.peekFirst();
            if (part == null) {
                end(refusal);
            } else {
                sender.send(part, failure -> sent(part, failure));
            }
        }

        private void sent(List<SpoolRecord> part, Throwable failure) {
            if (failure != null && !failures.refused(failure)) {
                end(failure);
                return;
            }
            if (failure != null && part.size() == 1) {
                alone(part.get(0), failure);
                return;
            }
            left.removeFirst();
            if (failure != null) {
                int half = part.size() / 2;
                left.addFirst(part.subList(half, part.size()));
                left.addFirst(part.subList(0, half));
            }
            run();
        }

        private void alone(SpoolRecord record, Throwable failure) {
            if (failures.isFinal(failure) || refusals.merge(record, 1, Integer::sum) >= TRIES) {
                sender.giveUp(record, failure, this::givenUp);
            } else {
                left.removeFirst();
                later.add(record);
                refusal = failure;
                run();
            }
        }

        private void givenUp(Throwable failure) {
            if (failure == null) {
                left.removeFirst();
                run();
            } else {
                end(failure);
            }
        }

        private void end(Throwable failure) {
            for (int i = later.size() - 1; i >= 0; i--) {
                left.addFirst(List.of(later.get(i)));
            }
            done.complete(failure);
        }
    }
}
