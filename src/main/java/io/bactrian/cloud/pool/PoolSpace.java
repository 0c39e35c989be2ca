package io.bactrian.cloud.pool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The room on the disk: archives and what is on its way have a bound, and some must stay free. Any thread. */
final class PoolSpace {
    private final Path dir;
    private final long capacity;
    private final long minFree;
    private long taken;

    PoolSpace(Path dir, long capacity, long minFree) {
        this.dir = dir;
        this.capacity = capacity;
        this.minFree = minFree;
    }

    /**
     * Takes so many bytes, before they are written.
     *
     * @throws NoRoomException where they do not fit
     */
    synchronized void take(long bytes) throws IOException {
        if (taken + bytes > capacity) {
            throw new NoRoomException("no room: " + bytes + " bytes more than the " + taken
                    + " that are taken would be above " + capacity
                    + "; remove versions that nobody needs, or raise bactrian.cloud.pool.capacity");
        }
        long free = Files.getFileStore(dir).getUsableSpace();
        if (free - bytes < minFree) {
            throw new NoRoomException(
                    "no room: " + bytes + " bytes of the " + free + " free ones of the pool's disk would leave"
                            + " less than " + minFree + "; free some, or lower bactrian.cloud.pool.min-free");
        }
        taken += bytes;
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
}
