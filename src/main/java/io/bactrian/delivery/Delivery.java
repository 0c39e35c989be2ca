package io.bactrian.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.BooleanSupplier;

import io.bactrian.archive.InvalidArchiveException;
import io.bactrian.archive.VersionUnpacker;
import io.bactrian.delivery.remote.RejectedOrderException;
import io.bactrian.files.Room;
import io.bactrian.model.repository.Digest;

/** Carries out one order: fetches, compares, unpacks, moves into place. {@link #run} on a thread of its own; the rest from any. */
final class Delivery {
    private final Order order;
    private final VersionStore store;
    private final Room room;
    private final long maxBytes;
    private final Clock clock;
    private volatile long before;
    private volatile long announced = -1;
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

    synchronized long bytes() {
        return before + (part == null ? 0 : part.length());
    }

    /** Bytes that came in this run; known once it has ended. */
    long received() {
        return received;
    }

    /** -1 where it is not known. */
    long total() {
        PartFile coming = part;
        return announced >= 0 || coming == null ? announced : coming.total();
    }

    /** Whether what has come would be kept if it ended now. */
    boolean resumable() {
        PartFile coming = part;
        return coming != null && !coming.validator().isEmpty();
    }

    /**
     * @param source    of what is fetched; not used where the order holds its files
     * @param stop      whether the fetch is to end now
     * @param withdrawn whether nobody wants it any more
     * @throws IOException            where it may succeed another time
     * @throws RejectedOrderException where it cannot
     */
    void run(Piece.Source source, BooleanSupplier stop, BooleanSupplier withdrawn)
            throws IOException, RejectedOrderException, InterruptedException {
        Path dir = store.incoming(order.key());
        try {
            if (order.source() instanceof OrderSource.Inline) {
                checking = true;
                unpack(dir, withdrawn, unpacker -> unpacker.files(order.files()));
            } else {
                fetched(dir, source.pieces(), stop, withdrawn);
            }
        } finally {
            checking = false;
        }
    }

    private void fetched(Path dir, List<Piece> pieces, BooleanSupplier stop, BooleanSupplier withdrawn)
            throws IOException, RejectedOrderException, InterruptedException {
        announce(pieces);
        for (int i = 0; i < pieces.size(); i++) {
            fetch(dir.resolve(Integer.toString(i)), pieces.get(i), i == pieces.size() - 1, stop);
        }
        unpack(dir, withdrawn, unpacker -> {
            for (int i = 0; i < pieces.size(); i++) {
                unpacker.add(pieces.get(i).form(), pieces.get(i).name(), PartFile.in(dir.resolve(Integer.toString(i))));
            }
        });
    }

    /** What its store says of the sizes is known before the first byte. */
    private void announce(List<Piece> pieces) throws RejectedOrderException {
        long sum = pieces.stream().mapToLong(piece -> Math.max(0, piece.size())).sum();
        if (sum > maxBytes || sum < 0) {
            throw new RejectedOrderException("its files have " + sum + " bytes; expected at most " + maxBytes
                    + ": make them smaller, or raise bactrian.delivery.max-bytes");
        }
        announced = pieces.stream().allMatch(piece -> piece.size() >= 0) ? sum : -1;
    }

    private void fetch(Path dir, Piece piece, boolean last, BooleanSupplier stop)
            throws IOException, RejectedOrderException, InterruptedException {
        try (PartFile coming = new PartFile(dir, room, maxBytes - before, piece.size())) {
            begin(coming);
            try {
                piece.fetch().fetch(coming, stop);
                checking = last;
                compare(coming, piece.sha256());
            } catch (WrongDigestException e) {
                coming.reset();
                throw e;
            } finally {
                received += coming.written();
                end(coming);
            }
        }
    }

    private static void compare(PartFile come, String sha256) throws IOException {
        String found = sha256 == null ? null : Digest.of(come.path().toRealPath());
        if (found != null && !found.equals(sha256)) {
            throw new WrongDigestException(sha256, found);
        }
    }

    private synchronized void begin(PartFile coming) {
        part = coming;
    }

    private synchronized void end(PartFile come) {
        before += come.length();
        part = null;
    }

    private interface Unpacking {
        void unpack(VersionUnpacker unpacker) throws IOException, InvalidArchiveException;
    }

    private void unpack(Path dir, BooleanSupplier withdrawn, Unpacking unpacking) throws IOException, RejectedOrderException {
        Path folder = dir.resolve("version");
        store.discard(folder);
        VersionUnpacker unpacker = new VersionUnpacker(folder, room::take, maxBytes, "bactrian.delivery.max-bytes",
                order.source().expected());
        try {
            unpacking.unpack(unpacker);
            unpacker.complete();
        } catch (InvalidArchiveException e) {
            throw new RejectedOrderException(e.getMessage());
        }
        String model = Digest.of(folder.resolve("model.onnx").toRealPath());
        if (order.modelDigest() != null && !model.equals(order.modelDigest())) {
            throw new RejectedOrderException("sha256 is " + order.modelDigest() + ", but model.onnx has " + model);
        }
        if (withdrawn.getAsBoolean()) {
            throw new StoppedException();
        }
        store.accept(folder, new Delivered(order.model(), order.version(), order.id(), order.digest(), unpacker.written(),
                order.promote(), clock.instant(), order.source().place(), model));
        if (Files.exists(dir)) {
            store.discard(dir);
        }
    }
}
