package io.bactrian.learn;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

import io.bactrian.distribution.Bins;
import io.bactrian.distribution.Distribution;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelOutput;

/**
 * Whether what devices send, and what models say to it, is still as it was. {@link #observe} and the questions from any thread, without
 * waiting for a comparison; {@link #step()} from one thread, once a second.
 */
public final class DriftMonitor {
    private static final int MOST_VERSIONS = 64;
    private static final int MOST_PENDING = 100;

    /** Of what is never a number. */
    private static final Distribution NONE = new Distribution(new Bins(new double[0]), new long[]{0, 1}, 1, 0);

    private final DriftSettings settings;
    private final Clock clock;
    private final References references;
    private final Consumer<DriftEvent> events;
    private final Deque<DriftEvent> pending = new ArrayDeque<>();
    /** By identity; replaced as a whole. */
    private volatile Map<Manifest, VersionDrift> versions = new IdentityHashMap<>();

    /**
     * @param references keeps what was made of messages over a restart; null for nowhere
     * @param events     takes each event at least once, in order; what it throws on comes again at the next step
     */
    public DriftMonitor(DriftSettings settings, Path references, Consumer<DriftEvent> events, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.references = new References(references);
        this.events = events;
    }

    /**
     * Counts one answer.
     *
     * @param group of the device; empty for none
     */
    public void observe(ModelOutput output, String group) {
        VersionDrift version = versions.get(output.model());
        version = version == null ? begin(output.model()) : version;
        Manifest form = output.input().model();
        if (version != null && (form == output.model() || form.sameForm(output.model()))) {
            version.observe(output, group);
        }
    }

    private synchronized VersionDrift begin(Manifest model) {
        VersionDrift there = versions.get(model);
        if (there != null || versions.size() >= MOST_VERSIONS) {
            return there;
        }
        VersionDrift[] made = new VersionDrift[1];
        made[0] = new VersionDrift(model, settings, clock,
                group -> reference(model, group, made[0].channels()));
        Map<Manifest, VersionDrift> more = new IdentityHashMap<>(versions);
        more.put(model, made[0]);
        versions = more;
        return made[0];
    }

    private Distribution[] reference(Manifest model, String group, List<String> channels) {
        if (settings.manifest() && !model.reference().isEmpty()) {
            return channels.stream().map(name -> model.reference().getOrDefault(name, NONE)).toArray(Distribution[]::new);
        }
        return references.find(model.name(), model.version(), group, channels);
    }

    /** Whether the messages of a group's devices are other than they were. */
    public boolean drifting(Manifest model, String group) {
        VersionDrift version = versions.get(model);
        return version != null && version.drifting(group);
    }

    /**
     * Compares what is due, and publishes what has come of it.
     *
     * @throws RuntimeException of the consumer of the events
     */
    public void step() {
        for (VersionDrift version : versions.values()) {
            Manifest model = version.model();
            pending.addAll(
                    version.step(groups(model.name()), (group, reference) -> references.keep(model.name(), model.version(),
                            group, version.channels(), reference)));
        }
        forget();
        while (pending.size() > MOST_PENDING) {
            pending.remove();
        }
        while (!pending.isEmpty()) {
            events.accept(pending.peek());
            pending.remove();
        }
    }

    private int groups(String model) {
        return Math.max(1, versions.values().stream().filter(version -> version.model().name().equals(model))
                .mapToInt(version -> version.groups().size()).sum());
    }

    /** Versions that answer nobody any more. */
    private synchronized void forget() {
        if (versions.values().stream().anyMatch(version -> version.groups().isEmpty())) {
            Map<Manifest, VersionDrift> fewer = new IdentityHashMap<>(versions);
            fewer.values().removeIf(version -> version.groups().isEmpty());
            versions = fewer;
        }
    }

    /** Groups of a model that drift now. Any thread. */
    public int drifting(String model) {
        return (int) of(model, state -> state.drifting() ? 1 : 0).sum();
    }

    /** Of a model, the largest difference over its limit at the last comparison: above 1 is drift. Any thread. */
    public double level(String model) {
        return of(model, DriftState::level).max().orElse(0);
    }

    /** How often a model's labels are right, by its probabilities, in the worst group's window; NaN where none has any. Any thread. */
    public double expectedAccuracy(String model) {
        return of(model, DriftState::expectedAccuracy).filter(share -> !Double.isNaN(share)).min().orElse(Double.NaN);
    }

    private DoubleStream of(String model, ToDoubleFunction<DriftState> value) {
        return versions.values().stream().filter(version -> version.model().name().equals(model)).flatMap(VersionDrift::states)
                .mapToDouble(value);
    }

    /** Of one version's groups at their last comparison; null where it has none. Any thread. */
    public Summary summary(Manifest model) {
        VersionDrift version = versions.get(model);
        if (version == null || version.groups().isEmpty()) {
            return null;
        }
        return new Summary(version.groups().size(), (int) version.states().filter(DriftState::drifting).count(),
                version.states().mapToDouble(DriftState::level).max().orElse(0));
    }

    /**
     * @param groups   of devices
     * @param drifting how many of them drift
     * @param level    the largest difference over its limit
     */
    public record Summary(int groups, int drifting, double level) {
    }

    /** All groups: those that drift first, then those that are the furthest off. Any thread. */
    public List<DriftStatus> status() {
        return versions.values().stream().flatMap(VersionDrift::status).sorted(Comparator
                .comparing((DriftStatus group) -> group.since() == null)
                .thenComparing(Comparator.comparingDouble(DriftStatus::level).reversed())).toList();
    }

    /** Groups over all versions. Any thread. */
    public int groups() {
        return versions.values().stream().mapToInt(version -> version.groups().size()).sum();
    }

    /** Why references are not kept over a restart and what to do, or null. */
    public String problem() {
        return references.problem();
    }
}
