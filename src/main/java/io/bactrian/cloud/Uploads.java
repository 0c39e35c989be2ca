package io.bactrian.cloud;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Archives on their way in, a bounded number at a time, each on a thread of its own: it waits for its client and for the disk. Any thread. */
public final class Uploads implements AutoCloseable {
    private static final int IDLE_SECONDS = 30;

    private final ThreadPoolExecutor threads;
    private final AtomicLong refused = new AtomicLong();

    /** @param most at a time */
    public Uploads(int most) {
        threads = new ThreadPoolExecutor(0, most, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
            Thread upload = new Thread(work, "upload");
            upload.setDaemon(true);
            return upload;
        });
    }

    /** Whether it is run; not where as many as may be are running. */
    boolean run(Runnable upload) {
        try {
            threads.execute(upload);
            return true;
        } catch (RejectedExecutionException e) {
            refused.incrementAndGet();
            return false;
        }
    }

    public int running() {
        return threads.getActiveCount();
    }

    /** Requests that came when as many as may be were under way. */
    public long refused() {
        return refused.get();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
