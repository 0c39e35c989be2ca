package io.bactrian.rollout;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

import io.bactrian.model.LoadedVersion;
import io.bactrian.model.ModelEngine;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.VersionFiles;
import io.bactrian.rollout.ModelEvent.Kind;
import io.bactrian.rollout.Verdicts.Verdict;

/**
 * One model's state and the steps that change it; what the engine and the messages see of it follows in {@link #align()}. One
 * thread at a time, but for {@link #table()} and {@link #status()}.
 */
final class ModelRollout {
    final String name;
    final RolloutSettings settings;
    final Clock clock;
    final Verdicts verdicts;
    final Events events;
    final Map<Integer, LoadedVersion> pinned = new HashMap<>();
    Versions versions = Versions.NONE;
    boolean surveyed;
    boolean unloaded;
    /** Surveys in a row that have not found the folder of the version in service. */
    int missing;
    /** Changed since it was last written down. */
    boolean changed;
    LoadedVersion serving;
    /** Where counting began when it was last put in service. */
    private Served servingSince;
    Probation probation;
    Candidate candidate;
    VersionContent previous;
    /** What served and what was a candidate before a restart, until it is taken up again. */
    PersistedState.InService lastService;
    PersistedState.CandidateState lastCandidate;

    private final VersionCache cache;
    private final EngineReconciler reconciler;
    private volatile RoutingTable table;
    private volatile ModelStatus status;

    ModelRollout(String name, ModelEngine engine, RolloutSettings settings, Clock clock, PersistedState state) {
        this.name = name;
        this.settings = settings;
        this.clock = clock;
        cache = new VersionCache(engine);
        reconciler = new EngineReconciler(engine, cache);
        verdicts = new Verdicts(state.verdicts());
        events = new Events(name, clock, state.unpublished());
        unloaded = state.unloaded();
        previous = state.previous();
        lastService = state.service();
        lastCandidate = state.candidate();
        table = RoutingTable.unknown(name);
        status = Views.status(this);
    }

    RoutingTable table() {
        return table;
    }

    ModelStatus status() {
        return status;
    }

    void reconcile() {
        reconciler.reconcile(this, () -> table = Views.table(this));
        status = Views.status(this);
    }

    PersistedState state() {
        return new PersistedState(serving == null ? lastService : inService(), previous,
                candidate == null ? lastCandidate : candidateState(),
                verdicts.all(), unloaded, events.unpublished());
    }

    private PersistedState.InService inService() {
        long left = probation == null ? 0 : Math.max(0, probation.ends().toEpochMilli() - clock.millis());
        return new PersistedState.InService(VersionContent.of(serving), probation != null, left);
    }

    private PersistedState.CandidateState candidateState() {
        return new PersistedState.CandidateState(VersionContent.of(candidate.loaded()), candidate.stage(),
                candidate.stats().counts(), candidate.answered());
    }

    /** The version in memory and past its checks; null when it is refused, which is remembered. */
    LoadedVersion load(VersionFiles files) {
        try {
            return cache.load(files);
        } catch (ModelRejectedException e) {
            refuse(files, e.getMessage());
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            refuse(files, "it cannot be loaded: " + e);
        }
        return null;
    }

    private void refuse(VersionFiles files, String reason) {
        remember(VersionContent.of(files), State.REJECTED, true, reason, null);
        event(Kind.REJECTED, files.version(), reason, null);
    }

    void event(Kind kind, int version, String reason, ComparisonResult comparison) {
        events.add(kind, version, reason, comparison);
        changed = true;
    }

    void remember(VersionContent content, State state, boolean settled, String reason, ComparisonResult comparison) {
        verdicts.put(new Verdict(content, state, settled, reason, comparison));
        changed = true;
    }

    /** Puts a version in service, on probation where another one served before; whatever was a candidate is none any more. */
    void promote(LoadedVersion loaded, String reason) {
        ComparisonResult compared = candidate != null && candidate.loaded() == loaded ? candidate.compared() : null;
        candidate = null;
        lastCandidate = null;
        LoadedVersion old = serving;
        Served served = old == null ? null : Served.now(old).since(servingSince);
        if (probation != null && probation.previous() != loaded) {
            released(probation.previous(), loaded);
        }
        serve(loaded);
        probation = null;
        if (old != null) {
            remember(VersionContent.of(old), State.RETIRED, old.version() > loaded.version(),
                    "version " + loaded.version() + " serves",
                    null);
            previous = VersionContent.of(old);
            probation = new Probation(loaded, old, served, clock.instant().plus(settings.probation()));
        }
        event(Kind.PROMOTED, loaded.version(), reason, compared);
    }

    /** Ends the probation: nothing was wrong. */
    void confirm(String reason) {
        LoadedVersion old = probation.previous();
        probation = null;
        event(Kind.CONFIRMED, serving.version(), reason, null);
        released(old, serving);
    }

    private void released(LoadedVersion old, LoadedVersion by) {
        event(Kind.RETIRED, old.version(), "version " + by.version() + " serves", null);
    }

    /** Rolls the version in service back; it is not tried again. */
    void rollBack(LoadedVersion to, String reason) {
        LoadedVersion bad = serving;
        serve(to);
        probation = null;
        previous = null;
        remember(VersionContent.of(bad), State.ROLLED_BACK, true, reason, null);
        event(Kind.ROLLED_BACK, bad.version(), reason + "; version " + to.version() + " serves", null);
        if (candidate != null) {
            candidate = candidate.loaded() == to ? null : Candidate.start(candidate.loaded(), to);
        }
    }

    /** Rolls the candidate back; it is not tried again. */
    void drop(Kind kind, String reason) {
        ComparisonResult compared = candidate.compared();
        remember(VersionContent.of(candidate.loaded()), State.ROLLED_BACK, true, reason, compared);
        event(kind, candidate.version(), reason, compared);
        candidate = null;
    }

    void tryOut(LoadedVersion loaded, String reason) {
        candidate = Candidate.start(loaded, serving);
        verdicts.forget(VersionContent.of(loaded));
        event(Kind.SHADOWED, loaded.version(), reason, null);
    }

    void serve(LoadedVersion loaded) {
        serving = loaded;
        servingSince = Served.begin(loaded);
        lastService = null;
        missing = 0;
        verdicts.forget(VersionContent.of(loaded));
        changed = true;
    }

    /** What runs beside the answers now, or null: timing the version before the one on probation comes first, and is soon over. */
    ShadowRun beside() {
        ShadowRun reference = probation == null ? null : probation.beside();
        boolean shadow = reference == null && candidate != null && candidate.inShadow();
        return shadow ? new ShadowRun(candidate.loaded(), candidate.stats(), settings.shadowShare()) : reference;
    }

    /** Takes all out of memory; {@link #lastService} and {@link #lastCandidate} say how it goes on. */
    void release() {
        PersistedState state = state();
        lastService = state.service();
        lastCandidate = state.candidate();
        serving = null;
        probation = null;
        candidate = null;
        pinned.clear();
        reconcile();
    }

    /** Whether nothing is in memory or still to be published. */
    boolean idle() {
        return serving == null && pinned.isEmpty() && events.unpublished().isEmpty() && !changed;
    }
}
