package io.bactrian.rollout;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.bactrian.model.ModelEngine;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.model.ServingModels;
import io.bactrian.model.VersionSelection;
import io.bactrian.model.repository.RepositorySnapshot;
import io.bactrian.model.repository.RepositorySnapshot.Found;

/**
 * All models' lives. {@link #choose}, {@link #names} and {@link #status} from any thread and without waiting; all that changes
 * something is done one after the other, on the caller's thread, and takes as long as the checks of a version. It has no
 * threads of its own.
 */
public final class Rollouts implements ServingModels, ModelControl, AutoCloseable {
    private record Life(ModelRollout model, RolloutLoop steps, ManualControl manual, StatePublisher publisher) {
    }

    private interface Request {
        void carryOut(Life life) throws ModelConflictException;
    }

    private final ModelEngine engine;
    private final Supplier<RepositorySnapshot> survey;
    private final RolloutSettings settings;
    private final StateStore store;
    private final Consumer<ModelEvent> events;
    private final Supplier<Map<String, Set<Integer>>> pins;
    private final Clock clock;
    private final Object lock = new Object();
    private final Map<String, Life> lives = new TreeMap<>();
    private volatile Map<String, Life> known = Map.of();
    private volatile boolean surveyed;
    private boolean closed;

    /**
     * @param engine  is called by one thread at a time
     * @param survey  gives what is in the folder of models; called by {@link #tick()}
     * @param dir     the folder of what is remembered over a restart; made where missing
     * @param events  takes each event at least once, in a model's order; what it throws on is published again at the next tick
     * @param pins    the versions that devices are held to, by model
     */
    public Rollouts(ModelEngine engine, Supplier<RepositorySnapshot> survey, RolloutSettings settings, Path dir,
            Consumer<ModelEvent> events, Supplier<Map<String, Set<Integer>>> pins, Clock clock) {
        this.engine = engine;
        this.survey = survey;
        this.settings = settings;
        store = new StateStore(dir);
        this.events = events;
        this.pins = pins;
        this.clock = clock;
        store.models().forEach(name -> lives.put(name, life(name)));
        publish();
    }

    private Life life(String name) {
        ModelRollout model = new ModelRollout(name, engine, settings, clock, store.read(name));
        return new Life(model, new RolloutLoop(model), new ManualControl(model), new StatePublisher(store, events));
    }

    private void publish() {
        known = Map.copyOf(lives);
    }

    @Override
    public Optional<VersionSelection> choose(String model, String device, Integer version) {
        Life life = known.get(model);
        if (life != null) {
            return life.model.table().choose(device, version);
        }
        if (!surveyed) {
            throw new ModelUnavailable("model '" + model + "': the folder of models has not been scanned yet", null);
        }
        return Optional.empty();
    }

    @Override
    public Set<String> names() {
        return known.keySet();
    }

    /**
     * Takes every model a step further: once a second, from one thread. The first call puts what it finds at rest in service.
     *
     * @throws IllegalStateException when some model could take no step; the others have, and it is tried again at the next call
     */
    public void tick() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            store.check();
            Map<String, List<Found>> found = survey.get().models();
            found.keySet().forEach(name -> lives.computeIfAbsent(name, this::life));
            publish();
            surveyed = true;
            Map<String, Set<Integer>> pinned = pins.get();
            Failure failure = new Failure();
            for (Life life : lives.values()) {
                failure.in(life.model.name, () -> life.steps.step(found.getOrDefault(life.model.name, List.of()),
                        pinned.getOrDefault(life.model.name, Set.of())));
                failure.in(life.model.name, () -> life.publisher.keep(life.model));
            }
            lives.values().removeIf(life -> !found.containsKey(life.model.name) && life.model.idle());
            publish();
            failure.rethrow();
        }
    }

    /** Why the folder of the state files cannot be used and what to do, or null. Any thread. */
    public String stateProblem() {
        return store.problem();
    }

    @Override
    public List<ModelStatus> status() {
        return known.values().stream().map(life -> life.model.status())
                .sorted((one, other) -> one.name().compareTo(other.name())).toList();
    }

    @Override
    public ModelStatus status(String model) throws ModelConflictException {
        Life life = known.get(model);
        if (life == null) {
            throw unknown(model);
        }
        return life.model.status();
    }

    @Override
    public void load(String model) throws ModelConflictException {
        request(model, life -> {
            boolean unloaded = life.manual.load();
            life.steps.step(life.model.versions.found(), pins.get().getOrDefault(model, Set.of()));
            if (unloaded && life.model.serving == null) {
                throw ModelConflictException.conflict("model '" + model + "' is to serve again, but has no version that can: "
                        + Views.nothing(life.model));
            }
        });
    }

    @Override
    public void unload(String model) throws ModelConflictException {
        request(model, life -> life.manual.unload());
    }

    @Override
    public void promote(String model, int version) throws ModelConflictException {
        request(model, life -> life.manual.promote(version));
    }

    @Override
    public void rollBack(String model, int version) throws ModelConflictException {
        request(model, life -> life.manual.rollBack(version));
    }

    @Override
    public void shadow(String model, int version) throws ModelConflictException {
        request(model, life -> life.manual.shadow(version));
    }

    private void request(String model, Request request) throws ModelConflictException {
        synchronized (lock) {
            Life life = lives.get(model);
            if (life == null || closed) {
                throw unknown(model);
            }
            try {
                request.carryOut(life);
            } finally {
                life.model.reconcile();
                life.publisher.keep(life.model);
            }
        }
    }

    private ModelConflictException unknown(String model) {
        return ModelConflictException
                .unknown("there is no model '" + model + "'; expected one of " + new TreeMap<>(known).keySet());
    }

    /** Writes everything down and takes all versions out of memory. */
    @Override
    public void close() {
        synchronized (lock) {
            if (!closed) {
                closed = true;
                lives.values().forEach(life -> {
                    life.publisher.write(life.model);
                    life.model.release();
                });
            }
        }
    }
}
