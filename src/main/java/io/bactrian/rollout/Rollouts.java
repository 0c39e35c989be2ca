package io.bactrian.rollout;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.bactrian.model.LoadedVersion;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelEngine;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.model.ServingModels;
import io.bactrian.model.VersionFiles;
import io.bactrian.model.VersionSelection;
import io.bactrian.model.repository.RepositorySnapshot;
import io.bactrian.model.repository.RepositorySnapshot.Found;

/**
 * All models. {@link #choose}, {@link #names} and {@link #status} from any thread and without waiting; all that changes something is
 * done one after the other, on the caller's thread, and takes as long as the checks of a version. It has no threads of its own.
 */
public final class Rollouts implements ServingModels, ModelControl, AutoCloseable {
    private interface Request {
        void carryOut(ModelRollout model) throws ModelConflictException;
    }

    private final Supplier<RepositorySnapshot> scan;
    private final StateStore store;
    private final Supplier<Map<String, Set<Integer>>> pins;
    private final Function<String, ModelRollout> open;
    private final Object lock = new Object();
    private final Map<String, ModelRollout> models = new TreeMap<>();
    private volatile Map<String, ModelRollout> known = Map.of();
    private volatile boolean scanned;
    private boolean closed;

    /** All versions come into service as the configuration says. */
    public Rollouts(ModelEngine engine, Supplier<RepositorySnapshot> scan, RolloutConfiguration settings, Path dir,
            Consumer<ModelEvent> events, Supplier<Map<String, Set<Integer>>> pins, Clock clock) {
        this(engine, scan, settings, (model, version) -> null, dir, events, pins, clock);
    }

    /**
     * @param policy  how single versions come into service
     * @param engine  is called by one thread at a time
     * @param scan  gives what is in the folder of models; called by {@link #tick()}
     * @param dir     the folder of the state that is kept over a restart; made where missing
     * @param events  takes each event at least once, in a model's order; what it throws on is published again at the next tick
     * @param pins    the versions that devices are held to, by model
     */
    public Rollouts(ModelEngine engine, Supplier<RepositorySnapshot> scan, RolloutConfiguration settings,
            PromotionPolicy policy, Path dir, Consumer<ModelEvent> events, Supplier<Map<String, Set<Integer>>> pins,
            Clock clock) {
        this.scan = scan;
        this.pins = pins;
        store = new StateStore(dir);
        open = name -> new ModelRollout(name, engine, settings, policy, clock, store, events);
        store.models().forEach(name -> models.put(name, open.apply(name)));
        known = Map.copyOf(models);
    }

    @Override
    public Optional<VersionSelection> choose(String model, String device, Integer version) {
        ModelRollout rollout = known.get(model);
        if (rollout != null) {
            return rollout.table().choose(device, version);
        }
        if (!scanned) {
            throw new ModelUnavailable("model '" + model + "': the folder of models has not been scanned yet", null);
        }
        return Optional.empty();
    }

    @Override
    public SortedMap<Integer, Manifest> answering(String model) {
        ModelRollout rollout = known.get(model);
        return rollout == null ? Collections.emptySortedMap() : rollout.table().answering();
    }

    @Override
    public Set<String> names() {
        return known.keySet();
    }

    /**
     * Takes every model a step further: once a second, from one thread. The first call puts what is complete in service.
     *
     * @throws IllegalStateException when some model could take no step; the others have, and it is tried again at the next call
     */
    public void tick() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            store.check();
            Map<String, List<Found>> found = scan.get().models();
            found.keySet().forEach(name -> models.computeIfAbsent(name, open));
            known = Map.copyOf(models);
            scanned = true;
            Map<String, Set<Integer>> pinned = pins.get();
            Failure failure = new Failure();
            for (ModelRollout model : models.values()) {
                String name = model.name();
                failure.in(name,
                        () -> model.step(new Versions(found.getOrDefault(name, List.of())),
                                pinned.getOrDefault(name, Set.of())));
                failure.in(name, model::publish);
            }
            models.values().removeIf(model -> !found.containsKey(model.name()) && model.idle());
            known = Map.copyOf(models);
            failure.rethrow();
        }
    }

    /** Why the folder of the state cannot be used and what to do, or null. Any thread. */
    public String stateProblem() {
        return store.problem();
    }

    /**
     * The versions of a model whose files are in use or may be again: what serves, what served before, what is tried, what devices are
     * held to. Empty while the models have not been scanned; of a model that is not known, none is.
     */
    public Optional<Set<Integer>> needed(String model) {
        ModelRollout rollout = known.get(model);
        return scanned ? Optional.of(rollout == null ? Set.of() : rollout.needed()) : Optional.empty();
    }

    @Override
    public List<ModelStatus> status() {
        return known.values().stream().map(ModelRollout::status).sorted(Comparator.comparing(ModelStatus::name)).toList();
    }

    @Override
    public ModelStatus status(String model) throws ModelConflictException {
        return known(model).status();
    }

    @Override
    public List<ModelEvent> history(String model) throws ModelConflictException {
        return known(model).history();
    }

    @Override
    public List<LoadedVersion> inMemory(String model) throws ModelConflictException {
        return known(model).inMemory();
    }

    @Override
    public VersionFiles files(String model, int version) throws ModelConflictException {
        VersionFiles files = known(model).versions().complete(version);
        if (files == null) {
            throw ModelConflictException
                    .unknown("model '" + model + "' has no complete version " + version + " in its folder");
        }
        return files;
    }

    private ModelRollout known(String model) throws ModelConflictException {
        ModelRollout rollout = known.get(model);
        if (rollout == null) {
            throw unknown(model);
        }
        return rollout;
    }

    @Override
    public void load(String model) throws ModelConflictException {
        request(model, rollout -> {
            boolean unloaded = rollout.manual().load();
            rollout.step(pins.get().getOrDefault(model, Set.of()));
            String outage = rollout.outage();
            if (unloaded && outage != null) {
                throw ModelConflictException
                        .conflict("model '" + model + "' is to serve again, but has no version that can: " + outage);
            }
        });
    }

    @Override
    public void unload(String model) throws ModelConflictException {
        request(model, rollout -> rollout.manual().unload());
    }

    @Override
    public void promote(String model, int version) throws ModelConflictException {
        request(model, rollout -> rollout.manual().promote(version));
    }

    @Override
    public void rollBack(String model, int version) throws ModelConflictException {
        request(model, rollout -> rollout.manual().rollBack(version));
    }

    @Override
    public void shadow(String model, int version) throws ModelConflictException {
        request(model, rollout -> rollout.manual().shadow(version));
    }

    private void request(String model, Request request) throws ModelConflictException {
        synchronized (lock) {
            ModelRollout rollout = models.get(model);
            if (rollout == null || closed) {
                throw unknown(model);
            }
            try {
                request.carryOut(rollout);
            } finally {
                rollout.reconcile();
                rollout.publish();
            }
        }
    }

    private ModelConflictException unknown(String model) {
        return ModelConflictException
                .unknown("there is no model '" + model + "'; expected one of " + new TreeMap<>(known).keySet());
    }

    /** Stores everything and takes all versions out of memory. */
    @Override
    public void close() {
        synchronized (lock) {
            if (!closed) {
                closed = true;
                models.values().forEach(ModelRollout::close);
            }
        }
    }
}
