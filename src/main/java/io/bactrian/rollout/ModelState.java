package io.bactrian.rollout;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;

import io.bactrian.model.LoadedVersion;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.VersionFiles;
import io.bactrian.rollout.ModelEvent.Kind;
import io.bactrian.rollout.ServiceState.Active;
import io.bactrian.rollout.ServiceState.Stopped;
import io.bactrian.rollout.Verdicts.Verdict;

/**
 * The state machine of one model: what is in service, the candidate, what is remembered of other contents. Each transition is
 * remembered and adds its events; {@link ModelRollout} makes the engine and the messages follow. One thread at a time.
 */
final class ModelState {
    final String name;
    final RolloutConfiguration settings;
    private final Clock clock;
    private final StatePublisher publisher;
    private final EngineReconciler engine;
    private final Verdicts verdicts;
    private Map<Integer, LoadedVersion> pinned = Map.of();
    private Versions versions = Versions.UNKNOWN;
    private ServiceState service;
    private Candidate candidate;

    ModelState(String name, RolloutConfiguration settings, Clock clock, PersistedState stored, StatePublisher publisher,
            EngineReconciler engine) {
        this.name = name;
        this.settings = settings;
        this.clock = clock;
        this.publisher = publisher;
        this.engine = engine;
        verdicts = new Verdicts(stored.verdicts());
        service = new Stopped(stored.service(), stored.previous(), stored.candidate(), stored.unloaded());
    }

    Instant now() {
        return clock.instant();
    }

    Versions versions() {
        return versions;
    }

    ServiceState service() {
        return service;
    }

    /** The version in service, or null. */
    LoadedVersion serving() {
        return service instanceof Active active ? active.version() : null;
    }

    /** Null where there is none. */
    Candidate candidate() {
        return candidate;
    }

    /** Versions that devices are held to, by number. */
    Map<Integer, LoadedVersion> pinned() {
        return pinned;
    }

    Verdict verdict(VersionFiles.Content content) {
        return verdicts.of(content);
    }

    void scanned(Versions found) {
        versions = found;
    }

    void pin(Map<Integer, LoadedVersion> wanted) {
        pinned = Map.copyOf(wanted);
    }

    /**
     * The version in memory and past its checks; null when it is rejected, which is remembered.
     *
     * @throws IllegalStateException where the thread is interrupted: what fails then says nothing of the version
     */
    LoadedVersion load(VersionFiles files) {
        String reason;
        try {
            return engine.load(files);
        } catch (ModelRejectedException e) {
            reason = e.getMessage();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            reason = "it cannot be loaded: " + e;
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("The end of the service broke off the checks of version " + files.version());
        }
        remember(files.content(), State.REJECTED, true, reason, null);
        event(Kind.REJECTED, files.version(), reason, null);
        return null;
    }

    void event(Kind kind, int version, String reason, ComparisonResult comparison) {
        publisher.event(kind, version, reason, comparison);
    }

    private void remember(VersionFiles.Content content, State state, boolean settled, String reason, ComparisonResult found) {
        verdicts.put(new Verdict(content, state, settled, reason, found));
        publisher.changed();
    }

    /** A version comes into service. */
    void enter(Active next) {
        service = next;
        verdicts.forget(next.version().content());
        publisher.changed();
    }

    /** Puts a version in service, on probation where another one served before; there is no candidate any more. */
    void promote(LoadedVersion loaded, String reason) {
        ComparisonResult compared = candidate != null && candidate.loaded() == loaded ? candidate.compared() : null;
        candidate = null;
        if (service instanceof Active old) {
            if (old instanceof Probation probation && probation.fallback() != loaded) {
                retired(probation.fallback(), loaded);
            }
            int version = loaded.version();
            remember(old.version().content(), State.RETIRED, old.version().version() > version,
                    "version " + version + " serves", null);
            enter(old.toProbation(loaded, now().plus(settings.probation())));
        } else if (service instanceof Stopped stopped) {
            enter(stopped.toServing(loaded, stopped.previous()));
        }
        event(Kind.PROMOTED, loaded.version(), reason, compared);
    }

    void confirm(Probation probation, String reason) {
        service = probation.toServing();
        event(Kind.CONFIRMED, probation.version().version(), reason, null);
        retired(probation.fallback(), probation.version());
    }

    private void retired(LoadedVersion old, LoadedVersion by) {
        event(Kind.RETIRED, old.version(), "version " + by.version() + " serves", null);
    }

    /** Rolls the version in service back; it is not tried again. */
    void rollBack(Active bad, LoadedVersion to, String reason) {
        enter(bad.toRolledBack(to));
        remember(bad.version().content(), State.ROLLED_BACK, true, reason, null);
        event(Kind.ROLLED_BACK, bad.version().version(), reason + "; version " + to.version() + " serves", null);
        if (candidate != null) {
            candidate = candidate.loaded() == to ? null : candidate.toShadow();
        }
    }

    /** Begins to compare a version with the one in service. */
    void shadow(LoadedVersion loaded, String reason) {
        candidate = Candidate.InShadow.begin(loaded);
        verdicts.forget(loaded.content());
        event(Kind.SHADOWED, loaded.version(), reason, null);
    }

    /** The candidate goes on in another state; null when it is gone. */
    void proceed(Candidate next) {
        candidate = next;
        publisher.changed();
    }

    /** Rolls the candidate back; it is not tried again. */
    void drop(Kind kind, String reason) {
        remember(candidate.loaded().content(), State.ROLLED_BACK, true, reason, candidate.compared());
        event(kind, candidate.version(), reason, candidate.compared());
        candidate = null;
    }

    /** @param settled whether the candidate, whose place another one takes, is not tried again by itself */
    void supersede(boolean settled, String reason) {
        remember(candidate.loaded().content(), State.IDLE, settled, reason, candidate.compared());
    }

    /** Takes the model, which was unloaded, into service again. */
    void load(Stopped unloaded, String reason) {
        service = unloaded.toLoaded();
        event(Kind.LOADED, unloaded.last() == null ? 0 : unloaded.last().content().version(), reason, null);
    }

    void unload(String reason) {
        int version = serving() == null ? 0 : serving().version();
        stop();
        service = ((Stopped) service).toUnloaded();
        event(Kind.UNLOADED, version, reason, null);
    }

    /** Nothing is in use any more; what is stored says how it goes on. */
    void stop() {
        if (service instanceof Active active) {
            service = active.toStopped(stored());
        }
        candidate = null;
        pinned = Map.of();
    }

    PersistedState stored() {
        return PersistedState.of(this, verdicts.all(), publisher.unpublished());
    }
}
