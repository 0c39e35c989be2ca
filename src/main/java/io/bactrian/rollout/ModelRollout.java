package io.bactrian.rollout;

import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import io.bactrian.model.LoadedVersion;
import io.bactrian.model.ModelEngine;

/**
 * One model: its state, what drives it, and what follows it: the engine, the routing table, the state on disk, the events. One
 * thread at a time, but for what is read of it: {@link #table()}, {@link #status()}, {@link #needed()}, {@link #history()},
 * {@link #inMemory()} and {@link #versions()}.
 */
final class ModelRollout {
    private final String name;
    private final EngineReconciler engine;
    private final StatePublisher publisher;
    private final ModelState state;
    private final RolloutLoop loop;
    private final ManualControl manual;
    private volatile RoutingTable table;
    private volatile ModelStatus status;
    private volatile Set<Integer> needed = Set.of();
    private volatile List<LoadedVersion> inMemory = List.of();
    private volatile Versions versions = Versions.UNKNOWN;

    ModelRollout(String name, ModelEngine engine, RolloutConfiguration settings, PromotionPolicy policy, Clock clock,
            StateStore store,
            Consumer<ModelEvent> events) {
        this.name = name;
        this.engine = new EngineReconciler(engine);
        PersistedState stored = store.read(name);
        publisher = new StatePublisher(name, store, events, clock, stored.unpublished());
        state = new ModelState(name, settings, policy, clock, stored, publisher, this.engine);
        loop = new RolloutLoop(state);
        manual = new ManualControl(state);
        table = RoutingTable.unknown(name);
        status = ModelStatus.of(state);
        needed = state.needed();
    }

    String name() {
        return name;
    }

    RoutingTable table() {
        return table;
    }

    ModelStatus status() {
        return status;
    }

    /** The versions that are in use, or may be again. */
    Set<Integer> needed() {
        return needed;
    }

    /** The latest events, oldest first. */
    List<ModelEvent> history() {
        return publisher.history();
    }

    /** Highest version first. */
    List<LoadedVersion> inMemory() {
        return inMemory;
    }

    /** The version folders of the latest scan. */
    Versions versions() {
        return versions;
    }

    /** An operator's requests; the caller then calls {@link #reconcile()} and {@link #publish()}. */
    ManualControl manual() {
        return manual;
    }

    /**
     * What happens by itself.
     *
     * @param found  the version folders; none when the model's folder is gone
     * @param pinned versions that devices are held to
     */
    void step(Versions found, Set<Integer> pinned) {
        state.scanned(found);
        loop.step(pinned);
        reconcile();
    }

    /** The same without another scan. */
    void step(Set<Integer> pinned) {
        step(state.versions(), pinned);
    }

    void reconcile() {
        engine.reconcile(state, () -> table = RoutingTable.of(state));
        status = ModelStatus.of(state);
        needed = state.needed();
        inMemory = EngineReconciler.needed(state).stream()
                .sorted(Comparator.comparingInt(LoadedVersion::version).reversed()).toList();
        versions = state.versions();
    }

    /** Stores what has changed, and publishes the events. */
    void publish() {
        publisher.publish(state::stored, state.candidate() != null || state.service() instanceof Probation);
    }

    /** Stores the state and takes all versions out of memory. */
    void close() {
        publisher.store(state::stored);
        state.stop();
        reconcile();
    }

    /** Why nothing is in service, or null when something is. */
    String outage() {
        return state.serving() == null ? ModelStatus.outage(state) : null;
    }

    /** Whether nothing is in memory, to be stored or to be published. */
    boolean idle() {
        return state.serving() == null && state.pinned().isEmpty() && publisher.idle();
    }
}
