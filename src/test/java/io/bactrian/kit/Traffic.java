package io.bactrian.kit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A fleet that sends, its devices in turn, until this is closed. */
public final class Traffic implements AutoCloseable {
    private final AtomicBoolean over = new AtomicBoolean();
    private final CompletableFuture<Void> done;

    /** Begins on a thread of its own. */
    public Traffic(Fleet fleet, int perSecond) {
        done = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                fleet.send(Math.max(1, perSecond / 10), perSecond);
            }
        }, task -> {
            var thread = new Thread(task, "traffic");
            thread.setDaemon(true);
            thread.start();
        });
    }

    /** Returns once the last message is handed over. */
    @Override
    public void close() {
        over.set(true);
        done.join();
    }
}
