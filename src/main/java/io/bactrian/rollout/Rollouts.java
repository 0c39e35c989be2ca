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
    private record Life(Model model, ModelLife steps, ByHand byHand, Scribe scribe) {
    }

    private interface Request {
        void carryOut(Life life) throws NotPossible;
    }

    private final ModelEngine engine;
    private final Supplier<RepositorySnapshot> scan;
    private final RolloutSettings settings;
    private final Journal journal;
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
     * @param scan    gives what is in the folder of models; called by {@link #tick()}
     * @param journal the folder of what is remembered over a restart; made where missing
     * @param events  takes each event at least once, in a model's order; what it throws on is told again at the next tick
     * @param pins    the versions that devices are held to, by model
     */
    public Rollouts(ModelEngine engine, Supplier<RepositorySnapshot> scan, RolloutSettings settings, Path journal,
            Consumer<ModelEvent> events, Supplier<Map<String, Set<Integer>>> pins, Clock clock) {
        this.engine = engine;
        this.scan = scan;
        this.settings = settings;
        this.journal = new Journal(journal);
        this.events = events;
        this.pins = pins;
        this.clock = clock;
        this.journal.models().forEach(name -> lives.put(name, life(name)));
        publish();
    }

    private Life life(String name) {
        Model model = new Model(name, engine, settings, clock, journal.read(name));
        return new Life(model, new ModelLife(model), new ByHand(model), new Scribe(journal, events));
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
            throw new ModelUnavailable("model '" + model + "': the folder of models has not been looked at yet", null);
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
            journal.check();
            Map<String, List<Found>> found = scan.get().models();
            found.keySet().forEach(name -> lives.computeIfAbsent(name, this::life));
            publish();
            surveyed = true;
            Map<String, Set<Integer>> pinned = pins.get();
            Failure failure = new Failure();
            for (Life life : lives.values()) {
                failure.in(life.model.name, () -> life.steps.step(found.getOrDefault(life.model.name, List.of()),
                        pinned.getOrDefault(life.model.name, Set.of())));
                failure.in(life.model.name, () -> life.scribe.keep(life.model));
            }
            lives.values().removeIf(life -> !found.containsKey(life.model.name) && life.model.idle());
            publish();
            failure.rethrow();
        }
    }

    /** Why the journal's folder cannot be used and what to do, or null. Any thread. */
    public String journalProblem() {
        return journal.problem();
    }

    @Override
    public List<ModelStatus> status() {
        return known.values().stream().map(life -> life.model.status())
                .sorted((one, other) -> one.name().compareTo(other.name())).toList();
    }

    @Override
    public ModelStatus status(String model) throws NotPossible {
        Life life = known.get(model);
        if (life == null) {
            throw unknown(model);
        }
        return life.model.status();
    }

    @Override
    public void load(String model) throws NotPossible {
        request(model, life -> {
            boolean unloaded = life.byHand.load();
            life.steps.step(life.model.versions.found(), pins.get().getOrDefault(model, Set.of()));
            if (unloaded && life.model.serving == null) {
                throw NotPossible.refused("model '" + model + "' is to serve again, but has no version that can: "
                        + Views.nothing(life.model));
            }
        });
    }

    @Override
    public void unload(String model) throws NotPossible {
        request(model, life -> life.byHand.unload());
    }

    @Override
    public void promote(String model, int version) throws NotPossible {
        request(model, life -> life.byHand.promote(version));
    }

    @Override
    public void rollBack(String model, int version) throws NotPossible {
        request(model, life -> life.byHand.rollBack(version));
    }

    @Override
    public void shadow(String model, int version) throws NotPossible {
        request(model, life -> life.byHand.shadow(version));
    }

    private void request(String model, Request request) throws NotPossible {
        synchronized (lock) {
            Life life = lives.get(model);
            if (life == null || closed) {
                throw unknown(model);
            }
            try {
                request.carryOut(life);
            } finally {
                life.model.align();
                life.scribe.keep(life.model);
            }
        }
    }

    private NotPossible unknown(String model) {
        return NotPossible.unknown("there is no model '" + model + "'; expected one of " + new TreeMap<>(known).keySet());
    }

    /** Writes everything down and takes all versions out of memory. */
    @Override
    public void close() {
        synchronized (lock) {
            if (!closed) {
                closed = true;
                lives.values().forEach(life -> {
                    life.scribe.write(life.model);
                    life.model.release();
                });
            }
        }
    }
}
