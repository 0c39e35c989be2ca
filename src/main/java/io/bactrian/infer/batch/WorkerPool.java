package io.bactrian.infer.batch;

import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** The workers of a model. Replaced as a whole: the next ones begin when these have answered all they took. Any thread. */
final class WorkerPool {
    static final WorkerPool NONE = new WorkerPool(0, 0, new CountDownLatch(0));

    private final int queue;
    private final Worker[] workers;
    private final CountDownLatch ended;

    private WorkerPool(int instances, int queue, CountDownLatch ended) {
        this.workers = new Worker[instances];
        this.queue = queue;
        this.ended = ended;
    }

    /** So many, to begin when these have ended. */
    WorkerPool next(String model, int instances, int queueSize, InferMeters.OfModel meters, PictureInputs pictures,
            Supplier<Shadow> shadow) {
        if (instances == 0) {
            return new WorkerPool(0, 0, ended);
        }
        WorkerPool next = new WorkerPool(instances, queueSize, new CountDownLatch(instances));
        for (int i = 0; i < instances; i++) {
            next.workers[i] = new Worker("infer-" + model + "-" + i, queueSize, ended, next.ended, meters, pictures,
                    shadow);
        }
        return next;
    }

    /** Whether there are so many, with queues of that size. */
    boolean suits(int instances, int queueSize) {
        return workers.length == instances && queue == queueSize;
    }

    /** The key's, or null where there are none. */
    Worker of(String key) {
        return switch (workers.length) {
            case 0 -> null;
            case 1 -> workers[0];
            default -> workers[Math.floorMod(key.hashCode(), workers.length)];
        };
    }

    /** The one with the fewest waiting, or null where there are none. */
    Worker leastBusy() {
        Worker best = null;
        for (Worker worker : workers) {
            if (best == null || worker.waiting() < best.waiting()) {
                best = worker;
            }
        }
        return best;
    }

    int waiting() {
        int sum = 0;
        for (Worker worker : workers) {
            sum += worker.waiting();
        }
        return sum;
    }

    /** Whether one of them has more than so many messages waiting. */
    boolean behind(int batch) {
        for (Worker worker : workers) {
            if (worker.waiting() > batch) {
                return true;
            }
        }
        return false;
    }

    void end() {
        for (Worker worker : workers) {
            worker.end();
        }
    }

    void stop() {
        for (Worker worker : workers) {
            worker.stop();
        }
    }
}
