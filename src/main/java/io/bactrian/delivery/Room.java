package io.bactrian.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The room on the disk: what is delivered and on its way has a bound, and some must stay free. Any thread. */
final class Room {
    private final Path dir;
    private final long capacity;
    private final long minFree;
    private long taken;
    private long wanted;

    Room(Path dir, long capacity, long minFree) {
        this.dir = dir;
        this.capacity = capacity;
        this.minFree = minFree;
    }

    /**
     * Takes so many bytes, before they are written.
     *
     * @throws IOException where they do not fit
     */
    synchronized void take(long bytes) throws IOException {
        check(bytes);
        taken += bytes;
    }

    /** @throws IOException where so many bytes would not fit now */
    synchronized void check(long bytes) throws IOException {
        long free = Files.getFileStore(dir).getUsableSpace();
        if (taken + bytes > capacity) {
            wanted = Math.max(wanted, bytes);
            throw new IOException("no room: " + bytes + " bytes more than the " + taken + " that are taken would be above "
                    + capacity + "; raise bactrian.delivery.capacity, or let fewer versions be delivered");
        }
        if (free - bytes < minFree) {
            wanted = Math.max(wanted, bytes);
            throw new IOException("no room: " + bytes + " bytes of the " + free + " free ones of " + dir
                    + " would leave less than " + minFree + "; free some, or lower bactrian.delivery.min-free");
        }
    }

    /** What was there already. */
    synchronized void found(long bytes) {
        taken += bytes;
    }

    synchronized void give(long bytes) {
        taken -= bytes;
    }

    synchronized long taken() {
        return taken;
    }

    /** Bytes that did not fit since the last call; 0 for none. */
    synchronized long wanted() {
        long was = wanted;
        wanted = 0;
        return was;
    }
}
