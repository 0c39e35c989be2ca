package io.bactrian.rollout;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

import io.bactrian.model.ModelEngine;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.VersionFiles;
import io.bactrian.rollout.ModelEvent.Kind;
import io.bactrian.rollout.Verdicts.Verdict;

/**
 * One model's state and the steps that change it; what the engine and the messages see of it follows in {@link #align()}. One
 * thread at a time, but for {@link #table()} and {@link #status()}.
 */
final class Model {
    final String name;
    final RolloutSettings settings;
    final Clock clock;
    final Verdicts verdicts;
    final Events events;
    final Map<Integer, Held> pinned = new HashMap<>();
    Versions versions = Versions.NONE;
    boolean surveyed;
    boolean unloaded;
    /** Scans in a row that have not found the folder of the version in service. */
    int missing;
    /** Changed since it was last written down. */
    boolean changed;
    Held serving;
    Watching watching;
    Trial trial;
    Content previous;
    /** What served and what was tried before a restart, until it is taken up again. */
    Notes.InService lastService;
    Notes.OnTrial lastTrial;

    private final Memory memory;
    private final Alignment alignment;
    private volatile Table table;
    private volatile ModelStatus status;

    Model(String name, ModelEngine engine, RolloutSettings settings, Clock clock, Notes notes) {
        this.name = name;
        this.settings = settings;
        this.clock = clock;
        memory = new Memory(engine);
        alignment = new Alignment(engine, memory);
        verdicts = new Verdicts(notes.verdicts());
        events = new Events(name, clock, notes.untold());
        unloaded = notes.unloaded();
        previous = notes.previous();
        lastService = notes.service();
        lastTrial = notes.trial();
        table = Table.unknown(name);
        status = Views.status(this);
    }

    Table table() {
        return table;
    }

    ModelStatus status() {
        return status;
    }

    void align() {
        alignment.align(this, () -> table = Views.table(this));
        status = Views.status(this);
    }

    Notes notes() {
        return new Notes(serving == null ? lastService : inService(), previous, trial == null ? lastTrial : onTrial(),
                verdicts.all(), unloaded, events.untold());
    }

    private Notes.InService inService() {
        long left = watching == null ? 0 : Math.max(0, watching.ends().toEpochMilli() - clock.millis());
        return new Notes.InService(serving.content(), watching != null, left);
    }

    private Notes.OnTrial onTrial() {
        return new Notes.OnTrial(trial.held().content(), trial.stage(), trial.tally().counts(), trial.answered());
    }

    /** The version in memory and past its checks; null when it is refused, which is remembered. */
    Held load(VersionFiles files) {
        try {
            return memory.load(files);
        } catch (ModelRejectedException e) {
            refuse(files, e.getMessage());
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            refuse(files, "it cannot be loaded: " + e);
        }
        return null;
    }

    private void refuse(VersionFiles files, String reason) {
        remember(Content.of(files), State.REFUSED, true, reason, null);
        event(Kind.REFUSED, files.version(), reason, null);
    }

    void event(Kind kind, int version, String reason, Compared comparison) {
        events.add(kind, version, reason, comparison);
        changed = true;
    }

    void remember(Content content, State state, boolean settled, String reason, Compared comparison) {
        verdicts.put(new Verdict(content, state, settled, reason, comparison));
        changed = true;
    }

    /** Puts a version in service, to be watched where another one served before; whatever was on trial is not any more. */
    void promote(Held held, String reason) {
        Compared compared = trial != null && trial.held() == held ? trial.compared() : null;
        trial = null;
        lastTrial = null;
        Held old = serving;
        if (watching != null && watching.previous() != held) {
            released(watching.previous(), held);
        }
        serve(held);
        watching = null;
        if (old != null) {
            remember(old.content(), State.RETIRED, old.version() > held.version(), "version " + held.version() + " serves",
                    null);
            previous = old.content();
            watching = new Watching(held, old, old.served(), clock.instant().plus(settings.watch()));
        }
        event(Kind.PROMOTED, held.version(), reason, compared);
    }

    /** Ends the watch: nothing was wrong. */
    void confirm(String reason) {
        Held old = watching.previous();
        watching = null;
        event(Kind.CONFIRMED, serving.version(), reason, null);
        released(old, serving);
    }

    private void released(Held old, Held by) {
        event(Kind.RETIRED, old.version(), "version " + by.version() + " serves", null);
    }

    /** Takes the version in service back; it is not tried again. */
    void rollBack(Held to, String reason) {
        Held bad = serving;
        serve(to);
        watching = null;
        previous = null;
        remember(bad.content(), State.ROLLED_BACK, true, reason, null);
        event(Kind.ROLLED_BACK, bad.version(), reason + "; version " + to.version() + " serves", null);
        if (trial != null) {
            trial = trial.held() == to ? null : Trial.start(trial.held(), to);
        }
    }

    /** Takes the candidate back; it is not tried again. */
    void drop(Kind kind, String reason) {
        Compared compared = trial.compared();
        remember(trial.held().content(), State.ROLLED_BACK, true, reason, compared);
        event(kind, trial.version(), reason, compared);
        trial = null;
    }

    void tryOut(Held held, String reason) {
        trial = Trial.start(held, serving);
        verdicts.forget(held.content());
        event(Kind.SHADOWED, held.version(), reason, null);
    }

    void serve(Held held) {
        serving = held;
        held.serves();
        lastService = null;
        missing = 0;
        verdicts.forget(held.content());
        changed = true;
    }

    /** What runs beside the answers now, or null: timing the version before the watched one comes first, and is soon over. */
    Beside beside() {
        Beside reference = watching == null ? null : watching.beside();
        boolean shadow = reference == null && trial != null && trial.inShadow();
        return shadow ? new Beside(trial.held(), trial.tally(), settings.shadowShare()) : reference;
    }

    /** Takes all out of memory; {@link #lastService} and {@link #lastTrial} say how it goes on. */
    void release() {
        Notes notes = notes();
        lastService = notes.service();
        lastTrial = notes.trial();
        serving = null;
        watching = null;
        trial = null;
        pinned.clear();
        align();
    }

    /** Whether nothing is in memory or still to be told. */
    boolean idle() {
        return serving == null && pinned.isEmpty() && events.untold().isEmpty() && !changed;
    }
}
