package io.bactrian.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.BooleanSupplier;

import io.bactrian.archive.InvalidArchiveException;
import io.bactrian.archive.VersionUnpacker;
import io.bactrian.model.repository.Digest;

/** Carries out one order: fetches, compares, unpacks, moves into place. {@link #run} on a thread of its own; the rest from any. */
final class Delivery {
    private final Order order;
    private final VersionStore store;
    private final Room room;
    private final long maxBytes;
    private final Clock clock;
    private volatile long bytes;
    private volatile PartFile part;
    private volatile long received;
    private volatile boolean checking;

    Delivery(Order order, VersionStore store, Room room, long maxBytes, Clock clock) {
        this.order = order;
        this.store = store;
        this.room = room;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    boolean checking() {
        return checking;
    }

    long bytes() {
        PartFile coming = part;
        return coming == null ? bytes : coming.length();
    }

    /** Bytes that came in this run; known once it has ended. */
    long received() {
        return received;
    }

    /** -1 where it is not known. */
    long total() {
        PartFile coming = part;
        return coming == null ? -1 : coming.total();
    }

    /** Whether what has come would be kept if it ended now. */
    boolean resumable() {
        PartFile coming = part;
        return coming != null && !coming.validator().isEmpty();
    }

    /**
     * @param stop      whether the fetch is to end now
     * @param withdrawn whether nobody wants it any more
     * @throws IOException            where it may succeed another time
     * @throws RejectedOrderException where it cannot
     */
    void run(Fetch fetch, BooleanSupplier stop, BooleanSupplier withdrawn)
            throws IOException, RejectedOrderException, InterruptedException {
        Path dir = store.incoming(order.key());
        try {
            if (order.source() instanceof OrderSource.Inline) {
                checking = true;
                unpack(dir, withdrawn, unpacker -> unpacker.files(order.files()));
            } else {
                archive(dir, fetch, stop, withdrawn);
            }
        } finally {
            checking = false;
        }
    }

    private void archive(Path dir, Fetch fetch, BooleanSupplier stop, BooleanSupplier withdrawn)
            throws IOException, RejectedOrderException, InterruptedException {
        long size = order.source() instanceof OrderSource.Remote remote ? remote.size() : -1;
        if (size > maxBytes) {
            throw new RejectedOrderException("the archive has " + size + " bytes; expected at most " + maxBytes
                    + ": make it smaller, or raise bactrian.delivery.max-bytes");
        }
        try (PartFile coming = new PartFile(dir, room, maxBytes, size)) {
            part = coming;
            try {
                fetch.fetch(coming, stop);
                checking = true;
                compare(coming);
            } catch (WrongDigestException e) {
                coming.reset();
                throw e;
            }
            unpack(dir, withdrawn, unpacker -> unpacker.archive(coming.path()));
        } finally {
            bytes = part == null ? bytes : part.length();
            received = part == null ? 0 : part.written();
            part = null;
        }
    }

    private void compare(PartFile come) throws IOException {
        String found = Digest.of(come.path().toRealPath());
        if (!found.equals(order.sha256())) {
            throw new WrongDigestException(order.sha256(), found);
        }
    }

    private interface Unpacking {
        void unpack(VersionUnpacker unpacker) throws IOException, InvalidArchiveException;
    }

    private void unpack(Path dir, BooleanSupplier withdrawn, Unpacking unpacking) throws IOException, RejectedOrderException {
        Path folder = dir.resolve("version");
        store.discard(folder);
        VersionUnpacker unpacker = new VersionUnpacker(folder, room::take, maxBytes, "bactrian.delivery.max-bytes");
        try {
            unpacking.unpack(unpacker);
        } catch (InvalidArchiveException e) {
            throw new RejectedOrderException(e.getMessage());
        }
        if (order.source() instanceof OrderSource.Inline && order.sha256() != null) {
            String found = Digest.of(folder.resolve("model.onnx").toRealPath());
            if (!found.equals(order.sha256())) {
                throw new RejectedOrderException("sha256 is " + order.sha256() + ", but model.onnx has " + found);
            }
        }
        if (withdrawn.getAsBoolean()) {
            throw new StoppedException();
        }
        store.accept(folder, new Delivered(order.model(), order.version(), order.id(), order.digest(), unpacker.written(),
                order.promote(), clock.instant()));
        if (Files.exists(dir)) {
            store.discard(dir);
        }
    }
}
