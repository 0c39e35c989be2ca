package io.bactrian.cloud.pool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

import io.bactrian.files.Room;
import io.bactrian.model.repository.Digest;

/** The pool's folder: archives and cards such that a kill leaves a version as a whole, or none. One thread at a time changes it. */
final class PoolFiles {
    private static final String FORGED = "its signature is of another sha256: its card was changed";

    private final Path incoming;
    private final Blobs blobs;
    private final Cards cards;
    private final Room space;
    private final Map<String, String> damaged = new ConcurrentSkipListMap<>();

    /** Removes what was on its way when the process before was killed. */
    PoolFiles(Path dir, PoolSettings settings, SigningKey key) throws IOException {
        Files.createDirectories(dir);
        incoming = dir.resolve("incoming");
        Workspace.delete(incoming);
        Files.createDirectories(incoming);
        blobs = new Blobs(dir);
        cards = new Cards(dir);
        space = new Room(dir, settings.capacity(), settings.minFree(), "bactrian.cloud.pool");
        check(key);
    }

    private void check(SigningKey key) throws IOException {
        Map<String, Long> sizes = new HashMap<>();
        for (PoolVersion version : cards.all()) {
            if (version.removed()) {
                continue;
            }
            long size = blobs.size(version.sha256());
            String trouble = sizeTrouble(version, size);
            if (trouble == null && key != null && key.id().equals(version.keyId())
                    && !key.fits(version.sha256(), version.signature())) {
                trouble = FORGED;
            }
            if (trouble != null) {
                damaged.put(version.name(), trouble);
            }
            sizes.put(version.sha256(), Math.max(0, size));
        }
        if (cards.unreadable().isEmpty()) { // what cannot be read may name an archive
            blobs.retain(sizes.keySet());
        }
        space.found(sizes.values().stream().mapToLong(Long::longValue).sum());
    }

    Cards cards() {
        return cards;
    }

    Workspace workspace() throws IOException {
        return new Workspace(incoming, space);
    }

    Path archive(String sha256) {
        return blobs.path(sha256);
    }

    /** First the archive, then the card that names it. */
    void add(Workspace from, Path archive, PoolVersion version) throws IOException {
        long before = Math.max(0, blobs.size(version.sha256()));
        blobs.take(archive, version.sha256());
        from.handedOver(version.size());
        space.give(before);
        cards.write(version);
        damaged.remove(version.name());
    }

    /** First the card, then the archive, where no other names it. */
    void remove(PoolVersion gone) throws IOException {
        cards.write(gone);
        damaged.remove(gone.name());
        if (cards.all().stream().noneMatch(one -> !one.removed() && one.sha256().equals(gone.sha256()))) {
            space.give(Math.max(0, blobs.size(gone.sha256())));
            blobs.remove(gone.sha256());
        }
    }

    /** Null where it is as long as it must be. */
    private static String sizeTrouble(PoolVersion version, long size) {
        if (size == version.size()) {
            return null;
        }
        return size < 0 ? "its archive is missing" : "its archive has " + size + " bytes, and not " + version.size();
    }

    /** Reads the archive. What is wrong with it is known from then on. */
    void verify(PoolVersion version) throws IOException {
        String trouble = sizeTrouble(version, blobs.size(version.sha256()));
        if (trouble == null && !Digest.of(archive(version.sha256()).toRealPath()).equals(version.sha256())) {
            trouble = "its archive is not what its sha256 says";
        }
        if (trouble != null) {
            damaged.put(version.name(), trouble);
        } else {
            damaged.computeIfPresent(version.name(), (name, known) -> known.equals(FORGED) ? known : null);
        }
    }

    /** Null for nothing. */
    String trouble(PoolVersion version) {
        return damaged.get(version.name());
    }

    /** What is wrong with versions and cards, by their names. Any thread. */
    Map<String, String> problems() {
        Map<String, String> problems = new TreeMap<>(damaged);
        problems.putAll(cards.unreadable());
        return problems;
    }

    /** Of archives, and of what is on its way. Any thread. */
    long bytes() {
        return space.taken();
    }
}
