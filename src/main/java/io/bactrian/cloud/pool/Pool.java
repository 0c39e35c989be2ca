package io.bactrian.cloud.pool;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import org.apache.commons.codec.digest.DigestUtils;

import io.bactrian.archive.InvalidArchiveException;
import io.bactrian.archive.VersionPacker;
import io.bactrian.cloud.pool.PoolException.Kind;
import io.bactrian.model.Manifest;

/**
 * Versions of models on a volume: {@code blobs/sha256/DIGEST} are their archives, {@code models/MODEL/VERSION.json} their cards. What is
 * returned is on the disk; a kill at any moment leaves a version that is there as a whole, or none. A number that was given once is
 * never given to other content. Any thread; reading waits for nobody, what changes the pool may take as long as the disk.
 */
public final class Pool {
    private static final int MOST_VERSIONS = 10_000;

    private final Path incoming;
    private final PoolSettings settings;
    private final SigningKey key;
    private final Clock clock;
    private final Blobs blobs;
    private final Cards cards;
    private final PoolSpace space;
    private final Map<String, String> damaged = new TreeMap<>();

    /**
     * Removes what was on its way when the process before was killed.
     *
     * @param dir of the pool; made where it is missing; one process
     * @param key null where nothing is signed
     * @throws IOException where the folder cannot be made, read or written
     */
    public Pool(Path dir, PoolSettings settings, SigningKey key, Clock clock) throws IOException {
        this.settings = settings;
        this.key = key;
        this.clock = clock;
        Files.createDirectories(dir);
        incoming = dir.resolve("incoming");
        Workspace.delete(incoming);
        Files.createDirectories(incoming);
        blobs = new Blobs(dir);
        cards = new Cards(dir);
        space = new PoolSpace(dir, settings.capacity(), settings.minFree());
        check();
    }

    private void check() throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        for (PoolVersion version : list()) {
            long size = blobs.size(version.sha256());
            if (size != version.size()) {
                damaged.put(name(version), size < 0
                        ? "its archive is missing"
                        : "its archive has " + size + " bytes, and not " + version.size());
            } else if (key != null && key.id().equals(version.keyId()) && !key.fits(version.sha256(), version.signature())) {
                damaged.put(name(version), "its signature was not made for this digest: its card was changed");
            }
            sizes.put(version.sha256(), Math.max(0, size));
        }
        if (cards.unreadable().isEmpty()) {
            blobs.retain(sizes.keySet());
        }
        space.found(sizes.values().stream().mapToLong(Long::longValue).sum());
    }

    private static String name(PoolVersion version) {
        return version.model() + " " + version.version();
    }

    /**
     * Adds a version. The same files again are the same version: what is there is returned.
     *
     * @param folder with {@code model.onnx}, {@code model.yaml} and {@code golden.json}; read, not changed, and nobody changes it meanwhile
     * @throws PoolException where it is no version, its number has other content, or there is no room
     * @throws IOException   where the disk refuses
     */
    public PoolVersion add(Path folder, CardDraft draft) throws IOException, PoolException {
        Manifest manifest = VersionCheck.check(draft.model(), draft.version(), folder, settings.maxBytes());
        try (Workspace work = new Workspace(incoming, space)) {
            MessageDigest digest = DigestUtils.getSha256Digest();
            try (OutputStream out = new DigestOutputStream(work.create("archive"), digest)) {
                VersionPacker.pack(folder, out);
            }
            return accept(work, HexFormat.of().formatHex(digest.digest()), CardWriter.card(manifest, draft, clock.instant()),
                    draft);
        } catch (InvalidArchiveException e) {
            throw new PoolException(Kind.INVALID, e.getMessage());
        } catch (NoRoomException e) {
            throw new PoolException(Kind.FULL, e.getMessage());
        }
    }

    /** A place for an archive that comes piece by piece. */
    public Upload upload() throws IOException {
        return new Upload(this, new Workspace(incoming, space), settings.maxBytes());
    }

    private synchronized PoolVersion accept(Workspace work, String sha256, Card card, CardDraft draft)
            throws IOException, PoolException {
        PoolVersion same = same(draft, sha256);
        if (same != null && !same.removed() && !damaged.containsKey(name(same)) && signedNow(same)) {
            return same;
        }
        int number = same != null ? same.version() : draft.version() != 0 ? draft.version() : cards.highest(draft.model()) + 1;
        if (same == null) {
            free(draft.model(), number);
        }
        Path archive = work.path("archive");
        long size = Files.size(archive);
        if (blobs.size(sha256) < 0) {
            work.handedOver(size);
        }
        blobs.take(archive, sha256);
        PoolVersion added = new PoolVersion(draft.model(), number, sha256, size, key == null ? null : key.sign(sha256),
                key == null ? null : key.id(), false, same == null ? card : same.card());
        if (same != null && same.removed()) {
            added = added.with(same.card().with(new CardEvent(clock.instant(), "added again", draft.by(), draft.note())));
        }
        cards.write(added);
        damaged.remove(name(added));
        return added;
    }

    private boolean signedNow(PoolVersion version) {
        return key == null || key.id().equals(version.keyId());
    }

    /** The version that has this content already; null where it is new. */
    private PoolVersion same(CardDraft draft, String sha256) {
        if (draft.version() != 0) {
            return cards.find(draft.model(), draft.version()).filter(one -> one.sha256().equals(sha256)).orElse(null);
        }
        return cards.versions(draft.model()).values().stream().filter(one -> one.sha256().equals(sha256))
                .max(Comparator.comparingInt(PoolVersion::version)).orElse(null);
    }

    private void free(String model, int number) throws PoolException {
        PoolVersion taken = cards.find(model, number).orElse(null);
        if (taken != null || cards.unreadable(model, number)) {
            throw new PoolException(Kind.CONFLICT, model + " " + number + (taken == null
                    ? " has a card that cannot be read"
                    : " is there with other content, sha256 " + taken.sha256() + (taken.removed() ? ", and was removed" : ""))
                    + "; a version never changes: give this content another number, or none for the next");
        }
        if (list().size() >= MOST_VERSIONS) {
            throw new PoolException(Kind.FULL, "the pool has " + MOST_VERSIONS
                    + " versions, and may have no more; remove those that nobody needs");
        }
    }

    /** The version, where its archive is there. */
    public Optional<PoolVersion> find(String model, int version) {
        return cards.find(model, version).filter(found -> !found.removed());
    }

    /** The version, also where it was removed. */
    public Optional<PoolVersion> card(String model, int version) {
        return cards.find(model, version);
    }

    /** All whose archives are there: models in order of their names, versions in order of their numbers. */
    public List<PoolVersion> list() {
        return cards.all().stream().filter(version -> !version.removed()).toList();
    }

    /** Of one model, also those that were removed; empty where there is no such model. */
    public List<PoolVersion> history(String model) {
        return List.copyOf(cards.versions(model).values());
    }

    /** Where its archive is. Whoever has it open goes on reading it when the version is removed. */
    public Path archive(PoolVersion version) {
        return blobs.path(version.sha256());
    }

    /** Why it may not be deployed as it is; empty where it may. */
    public synchronized Optional<String> obstacle(PoolVersion version) {
        PoolVersion now = find(version.model(), version.version()).orElse(null);
        String trouble = damaged.get(name(version));
        if (now == null) {
            return Optional.of(name(version) + " is not in the pool");
        }
        if (trouble != null) {
            return Optional.of(name(version) + ": " + trouble + "; upload the same files again");
        }
        return settings.approvalRequired() && now.card().approvedBy() == null
                ? Optional
                        .of(name(version) + " is not approved, and bactrian.cloud.pool.approval is required; approve it first")
                : Optional.empty();
    }

    /** Does something while the version is not removed. */
    @FunctionalInterface
    public interface Action<E extends Exception> {
        void run(PoolVersion version) throws E;
    }

    /**
     * Runs an action, such as the begin of a deployment, for a version that may be deployed, and that is not removed meanwhile. The pool
     * is locked: it does not wait for anything.
     *
     * @throws PoolException where there is no such version, or it may not be deployed
     */
    public synchronized <E extends Exception> void deploying(String model, int version, Action<E> action)
            throws PoolException, E {
        PoolVersion found = present(model, version);
        Optional<String> obstacle = obstacle(found);
        if (obstacle.isPresent()) {
            throw new PoolException(Kind.CONFLICT, obstacle.get());
        }
        action.run(found);
    }

    /** The first approval counts; another one changes nothing. */
    public PoolVersion approve(String model, int version, String by) throws IOException, PoolException {
        String name = CardText.name("by", by);
        return change(model, version, card -> card.approvedBy() == null ? card.approved(name, clock.instant()) : card);
    }

    /** Adds a line to its history. */
    public PoolVersion note(String model, int version, String event, String by, String note) throws IOException, PoolException {
        return change(model, version, card -> card.with(new CardEvent(clock.instant(), event, by, note)));
    }

    /**
     * @param latency of one answer; null where it stays as it was
     * @param memory  bytes while it is loaded; null where it stays as it was
     */
    public PoolVersion measured(String model, int version, Duration latency, Long memory) throws IOException, PoolException {
        return change(model, version, card -> card.measured(latency, memory));
    }

    private synchronized PoolVersion change(String model, int version, UnaryOperator<Card> change)
            throws IOException, PoolException {
        PoolVersion found = present(model, version);
        PoolVersion changed = found.with(change.apply(found.card()));
        if (!changed.equals(found)) {
            cards.write(changed);
        }
        return changed;
    }

    private PoolVersion present(String model, int version) throws PoolException {
        return find(model, version).orElseThrow(() -> unknown(model, version));
    }

    PoolException unknown(String model, int version) {
        List<Integer> there = history(model).stream().filter(one -> !one.removed()).map(PoolVersion::version).toList();
        return new PoolException(Kind.UNKNOWN, "there is no " + model + " " + version + " in the pool; " + (there.isEmpty()
                ? "it has no version of that model, but of "
                        + list().stream().map(PoolVersion::model).distinct().collect(Collectors.joining(", ", "[", "]"))
                : "its versions are " + there));
    }

    /**
     * Removes the archives of the oldest versions of a model; their cards and numbers stay. What is deployed is kept, and not counted.
     *
     * @param keep how many of the others are kept, the newest
     * @return what was removed
     */
    public synchronized List<PoolVersion> removeOld(String model, int keep, DeployedVersions deployed, String by)
            throws IOException, PoolException {
        List<PoolVersion> free = history(model).stream()
                .filter(one -> !one.removed() && !deployed.deployed(model, one.version())).toList();
        List<PoolVersion> removed = new ArrayList<>();
        for (PoolVersion version : free.subList(0, Math.max(0, free.size() - keep))) {
            removed.add(remove(version, by));
        }
        return removed;
    }

    /** @throws PoolException where there is no such version, or it is deployed */
    public synchronized PoolVersion remove(String model, int version, DeployedVersions deployed, String by)
            throws IOException, PoolException {
        PoolVersion found = present(model, version);
        if (deployed.deployed(model, version)) {
            throw new PoolException(Kind.CONFLICT, name(found) + " is deployed; withdraw it first, or keep it");
        }
        return remove(found, by);
    }

    private PoolVersion remove(PoolVersion version, String by) throws IOException {
        PoolVersion gone = version.removed(true, new CardEvent(clock.instant(), "removed", by, null));
        cards.write(gone);
        damaged.remove(name(version));
        if (list().stream().noneMatch(one -> one.sha256().equals(version.sha256()))) {
            space.give(Math.max(0, blobs.size(version.sha256())));
            blobs.remove(version.sha256());
        }
        return gone;
    }

    /** What is wrong with versions, by their names; empty where nothing is. */
    public synchronized Map<String, String> problems() {
        Map<String, String> problems = new TreeMap<>(damaged);
        problems.putAll(cards.unreadable());
        return problems;
    }

    /** Bytes of all archives, and of what is on its way. */
    public long bytes() {
        return space.taken();
    }
}
