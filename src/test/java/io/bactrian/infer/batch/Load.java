package io.bactrian.infer.batch;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiPredicate;

import io.bactrian.model.LoadedVersion;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelUnavailable;

/**
 * Threads that send to whatever serves, as the service does: what finds its version gone or its worker full is tried again before
 * the next. Devices count up to {@link #MOST}, again and again; what is answered wrongly, twice or out of order is noted.
 */
final class Load {
    private static final int MOST = 50_000;
    private static final int DEVICES = 8;
    private static final int UNDER_WAY = 200;

    private final OnnxEngine engine;
    private final BiPredicate<Row, ModelOutput> right;
    private final LongAdder sent = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final LongAdder triedAgain = new LongAdder();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Map<String, Long> last = new ConcurrentHashMap<>();
    private volatile LoadedVersion serving;
    private volatile boolean stopped;

    /** @param right whether that is the answer to that */
    Load(OnnxEngine engine, BiPredicate<Row, ModelOutput> right) {
        this.engine = engine;
        this.right = right;
    }

    void serve(LoadedVersion version) {
        serving = version;
    }

    Thread sender(int number) {
        Thread thread = new Thread(() -> send(number), "sender-" + number);
        thread.start();
        return thread;
    }

    void stop(Iterable<Thread> senders) {
        stopped = true;
        for (Thread sender : senders) {
            try {
                sender.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    long sent() {
        return sent.sum();
    }

    long answered() {
        return answered.sum();
    }

    long triedAgain() {
        return triedAgain.sum();
    }

    Queue<String> wrong() {
        return wrong;
    }

    private void send(int number) {
        Semaphore underWay = new Semaphore(UNDER_WAY);
        for (long n = 0; !stopped; n++) {
            underWay.acquireUninterruptibly();
            String device = number + "-" + n % DEVICES;
            long count = n / DEVICES;
            while (!accepted(device, count, underWay)) {
                triedAgain.increment();
                Thread.onSpinWait();
            }
            sent.increment();
        }
    }

    private boolean accepted(String device, long count, Semaphore underWay) {
        Row row = Row.of(serving, device, count % MOST);
        try {
            engine.submit(row.model(), row, (output, failure) -> {
                if (failure == null) {
                    check(row, count, output);
                } else {
                    wrong.add(device + " " + count + ": " + failure);
                }
                underWay.release();
            });
            return true;
        } catch (ModelUnavailable | QueueFull e) {
            return false;
        }
    }

    private void check(Row row, long count, ModelOutput output) {
        answered.increment();
        if (output.model() != row.model() || !right.test(row, output)) {
            wrong.add(row.orderKey() + " " + count + " was for version " + row.model().version() + " and is answered by "
                    + output.model().version() + " with " + output.score());
        }
        Long before = last.put(row.orderKey(), count);
        if (before != null && before != count - 1) {
            wrong.add(row.orderKey() + ": " + count + " after " + before);
        }
    }
}
