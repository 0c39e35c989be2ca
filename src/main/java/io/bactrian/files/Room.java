package io.bactrian.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The room that a part of the service has on a disk: what it keeps and has on its way has a bound, and some must stay free. Any thread. */
public final class Room {
    private final Path dir;
    private final long capacity;
    private final long minFree;
    private final String keys;
    private long taken;
    private long wanted;

    /** @param keys what the names of its keys {@code capacity} and {@code min-free} begin with */
    public Room(Path dir, long capacity, long minFree, String keys) {
        this.dir = dir;
        this.capacity = capacity;
        this.minFree = minFree;
        this.keys = keys;
    }

    /**
     * Takes so many bytes, before they are written.
     *
     * @throws NoRoomException where they do not fit
     */
    public synchronized void take(long bytes) throws IOException {
        check(bytes);
        taken += bytes;
    }

    /** @throws NoRoomException where so many bytes would not fit now */
    public synchronized void check(long bytes) throws IOException {
        long free = Files.getFileStore(dir).getUsableSpace();
        if (taken + bytes > capacity) {
            wanted = Math.max(wanted, bytes);
            throw new NoRoomException("no room: " + bytes + " bytes more than the " + taken + " that are taken would be above "
                    + capacity + "; raise " + keys + ".capacity, or keep less in " + dir);
        }
        if (free - bytes < minFree) {
            wanted = Math.max(wanted, bytes);
            throw new NoRoomException("no room: " + bytes + " bytes of the " + free + " free ones of " + dir
                    + " would leave less than " + minFree + "; free some, or lower " + keys + ".min-free");
        }
    }

    /** What was there already. */
    public synchronized void found(long bytes) {
        taken += bytes;
    }

    public synchronized void give(long bytes) {
        taken -= bytes;
    }

    public synchronized long taken() {
        return taken;
    }

    /** Bytes that did not fit since the last call; 0 for none. */
    public synchronized long wanted() {
        long was = wanted;
        wanted = 0;
        return was;
    }
}
