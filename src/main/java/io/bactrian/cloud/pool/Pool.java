package io.bactrian.cloud.pool;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.bactrian.cloud.pool.PoolException.Kind;

/**
 * Versions of models on a volume: {@code blobs/sha256/DIGEST} are their archives, {@code models/MODEL/VERSION.json} their cards. What is
 * returned is on the disk; a kill at any moment leaves a version that is there as a whole, or none. A number that was given once is
 * never given to other content. Any thread; reading waits for nobody, what changes the pool may take as long as the disk.
 */
public final class Pool {
    private final PoolFiles files;
    private final Numbering numbering;
    private final Intake intake;
    private final PoolSettings settings;
    private final Clock clock;

    /**
     * Removes what was on its way when the process before was killed.
     *
     * @param dir of the pool; made where it is missing; one process
     * @param key null where nothing is signed
     * @throws IOException where the folder cannot be made, read or written
     */
    public Pool(Path dir, PoolSettings settings, SigningKey key, Clock clock) throws IOException {
        this.settings = settings;
        this.clock = clock;
        this.files = new PoolFiles(dir, settings, key);
        this.numbering = new Numbering(files.cards());
        this.intake = new Intake(files, numbering, settings.maxBytes(), key, clock);
    }

    /**
     * Adds a version. The same files again are the same version: what is there is returned, signed with the key of now.
     *
     * @param folder with {@code model.onnx}, {@code model.yaml} and {@code golden.json}; read, not changed, and nobody changes it meanwhile
     * @throws PoolException where it is no version, its number has other content, or there is no room
     * @throws IOException   where the disk refuses
     */
    public PoolVersion add(Path folder, CardDraft draft) throws IOException, PoolException {
        return intake.add(folder, draft, this);
    }

    /** A place for an archive that comes piece by piece. */
    public Upload upload() throws IOException {
        return new Upload(this, files.workspace(), settings.maxBytes());
    }

    /** The version, where its archive is there. */
    public Optional<PoolVersion> find(String model, int version) {
        return card(model, version).filter(found -> !found.removed());
    }

    /** The version, also where it was removed. */
    public Optional<PoolVersion> card(String model, int version) {
        return files.cards().find(model, version);
    }

    /** All whose archives are there: models in order of their names, versions in order of their numbers. */
    public List<PoolVersion> list() {
        return files.cards().all().stream().filter(version -> !version.removed()).toList();
    }

    /** Of one model, also those that were removed; empty where there is no such model. */
    public List<PoolVersion> history(String model) {
        return List.copyOf(files.cards().versions(model).values());
    }

    /** Where its archive is. Whoever has it open goes on reading it when the version is removed. */
    public Path archive(PoolVersion version) {
        return files.archive(version.sha256());
    }

    /** Why it may not be deployed as it is; empty where it may. */
    public Optional<String> obstacle(PoolVersion version) {
        PoolVersion now = find(version.model(), version.version()).orElse(null);
        if (now == null) {
            return Optional.of(version.name() + " is not in the pool");
        }
        String trouble = files.trouble(now);
        if (trouble != null) {
            return Optional.of(now.name() + ": " + trouble + "; upload the same files again");
        }
        return settings.approvalRequired() && now.card().approvedBy() == null
                ? Optional.of(now.name() + " is not approved, and bactrian.cloud.pool.approval is required; approve it first")
                : Optional.empty();
    }

    /** Does something while a version is not removed. */
    @FunctionalInterface
    public interface Action<E extends Exception> {
        void run(PoolVersion version) throws E;
    }

    /**
     * Runs an action, such as the begin of a deployment, for a version that may be deployed, and that is not removed meanwhile. Its
     * archive is read first, and must be what its sha256 says. The pool is locked while the action runs: it does not wait for anything.
     *
     * @throws PoolException where there is no such version, or it may not be deployed
     */
    public <E extends Exception> void deploying(String model, int version, Action<E> action)
            throws IOException, PoolException, E {
        files.verify(numbering.present(model, version));
        synchronized (this) {
            PoolVersion found = numbering.present(model, version);
            Optional<String> obstacle = obstacle(found);
            if (obstacle.isPresent()) {
                throw new PoolException(Kind.CONFLICT, obstacle.get());
            }
            action.run(found);
        }
    }

    /** The first approval counts; another one changes nothing. */
    public synchronized PoolVersion approve(String model, int version, String by) throws IOException, PoolException {
        String name = name(by);
        PoolVersion found = numbering.present(model, version);
        if (found.card().approvedBy() != null) {
            return found;
        }
        PoolVersion approved = found.with(found.card().approved(name, clock.instant()));
        files.cards().write(approved);
        return approved;
    }

    private static String name(String by) throws PoolException {
        try {
            return CardText.name("by", by);
        } catch (IllegalArgumentException e) {
            throw new PoolException(Kind.INVALID, e.getMessage());
        }
    }

    /**
     * Removes the archives of the oldest versions of a model; their cards and numbers stay. What is deployed is kept, and not counted.
     *
     * @param keep how many of the others are kept, the newest
     * @return what was removed
     */
    public synchronized List<PoolVersion> removeOld(String model, int keep, DeployedVersions deployed, String by)
            throws IOException, PoolException {
        String name = name(by);
        List<PoolVersion> free = history(model).stream()
                .filter(one -> !one.removed() && !deployed.deployed(model, one.version())).toList();
        List<PoolVersion> removed = new ArrayList<>();
        for (PoolVersion version : free.subList(0, Math.max(0, free.size() - keep))) {
            removed.add(remove(version, name));
        }
        return removed;
    }

    /** @throws PoolException where there is no such version, or it is deployed */
    public synchronized PoolVersion remove(String model, int version, DeployedVersions deployed, String by)
            throws IOException, PoolException {
        String name = name(by);
        PoolVersion found = numbering.present(model, version);
        if (deployed.deployed(model, version)) {
            throw new PoolException(Kind.CONFLICT, found.name() + " is deployed; withdraw it first, or keep it");
        }
        return remove(found, name);
    }

    private PoolVersion remove(PoolVersion version, String by) throws IOException {
        PoolVersion gone = version.removed(new CardEvent(clock.instant(), "removed", by, null));
        files.remove(gone);
        return gone;
    }

    /** What signs versions; empty where nothing does. */
    public Optional<SigningKey> key() {
        return Optional.ofNullable(intake.key());
    }

    /** What is wrong with versions and cards, by their names; empty where nothing is. */
    public Map<String, String> problems() {
        return files.problems();
    }

    /** Bytes of all archives, and of what is on its way. */
    public long bytes() {
        return files.bytes();
    }
}
