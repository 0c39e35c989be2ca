package io.bactrian.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Files on their way to clients, a bounded number at a time. A few threads read them, a piece whenever a client has taken the one
 * before: a slow client holds none of them, and has two pieces in memory. Any thread.
 */
public final class Downloads implements AutoCloseable {
    /** Bytes that are read at a time. */
    static final int PIECE = 64 << 10;

    private static final int READERS = 4;
    private static final int SOONEST_SECONDS = 2;
    private static final int LATEST_SECONDS = 15;

    private final int most;
    private final Duration longestPause;
    private final Set<Download> running = ConcurrentHashMap.newKeySet();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong cutOff = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final ExecutorService readers = Executors.newFixedThreadPool(READERS, work -> {
        Thread reader = new Thread(work, "download-reader");
        reader.setDaemon(true);
        return reader;
    });

    /**
     * @param most         at a time
     * @param longestPause how long a client may take for a piece before its connection is closed
     */
    public Downloads(int most, Duration longestPause) {
        this.most = most;
        this.longestPause = longestPause;
    }

    /** The body of a response that sends it; where there are too many already, 503. */
    public Object of(FileResponse response) {
        return new Download(this, response);
    }

    synchronized boolean begun(Download download) {
        if (running.size() >= most) {
            refused.incrementAndGet();
            return false;
        }
        return running.add(download);
    }

    void ended(Download download, boolean tooSlow) {
        if (running.remove(download) && tooSlow) {
            cutOff.incrementAndGet();
        }
    }

    void sent(int count) {
        bytes.addAndGet(count);
    }

    Duration longestPause() {
        return longestPause;
    }

    /** On one of a few threads that read files. */
    void read(Runnable work) {
        readers.execute(work);
    }

    /** Seconds after which a refused client may come again: not all at the same time. */
    static int later() {
        return ThreadLocalRandom.current().nextInt(SOONEST_SECONDS, LATEST_SECONDS);
    }

    public int running() {
        return running.size();
    }

    /** Requests that came when as many as may be were under way. */
    public long refused() {
        return refused.get();
    }

    /** Connections that were closed because their clients took too long. */
    public long cutOff() {
        return cutOff.get();
    }

    public long bytes() {
        return bytes.get();
    }

    @Override
    public void close() {
        readers.shutdownNow();
    }
}
