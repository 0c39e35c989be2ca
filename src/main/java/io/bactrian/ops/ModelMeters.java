package io.bactrian.ops;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

import jakarta.inject.Singleton;

import io.bactrian.learn.DriftEvent;
import io.bactrian.learn.DriftMonitor;
import io.bactrian.rollout.ComparisonResult;
import io.bactrian.rollout.ModelConflictException;
import io.bactrian.rollout.ModelEvent;
import io.bactrian.rollout.ModelStatus;
import io.bactrian.rollout.ModelStatus.VersionStatus;
import io.bactrian.rollout.Rollouts;
import io.bactrian.rollout.State;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What the lives of models are measured by; the names are in docs/operations.md. */
@Singleton
final class ModelMeters {
    private static final Set<State> TRIED = Set.of(State.SHADOW, State.WAITING, State.CANARY);

    private final MeterRegistry registry;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    ModelMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Counts events that {@code out} has taken. */
    Consumer<ModelEvent> counting(Consumer<ModelEvent> out) {
        return event -> {
            out.accept(event);
            events(event.model(), event.kind()).increment();
        };
    }

    /** Counts events that {@code out} has taken. */
    Consumer<DriftEvent> countingDrift(Consumer<DriftEvent> out) {
        return event -> {
            out.accept(event);
            driftEvents(event.model(), event.began()).increment();
        };
    }

    private Counter events(String model, ModelEvent.Kind kind) {
        return Counter.builder("bactrian.model.events").description("Events of a model that are on disk").tag("model", model)
                .tag("event", kind.text()).register(registry);
    }

    private Counter driftEvents(String model, boolean began) {
        return Counter.builder("bactrian.drift.events").description("Begun and ended drift of a model")
                .tag("model", model).tag("event", began ? "began" : "ended").register(registry);
    }

    /**
     * Registers models that are new. Their counters begin at 0, or {@code increase()} would not see a first event.
     *
     * @param drift null where it is not looked for
     */
    void refresh(Rollouts rollouts, DriftMonitor drift) {
        rollouts.names().stream().filter(known::add).forEach(model -> {
            register(rollouts, model);
            for (ModelEvent.Kind kind : ModelEvent.Kind.values()) {
                events(model, kind);
            }
            if (drift != null) {
                Gauge.builder("bactrian.drift.groups", drift, monitor -> monitor.drifting(model)).tag("model", model)
                        .description("Groups of devices whose messages are other than they were").register(registry);
                Gauge.builder("bactrian.drift.level", drift, monitor -> monitor.level(model)).tag("model", model)
                        .description("The largest difference over its limit, of all channels and groups").register(registry);
                Gauge.builder("bactrian.drift.expected.accuracy", drift, monitor -> monitor.expectedAccuracy(model))
                        .tag("model", model).description("How often labels are right, by the model's probabilities")
                        .register(registry);
                driftEvents(model, true);
                driftEvents(model, false);
            }
        });
    }

    private void register(Rollouts rollouts, String model) {
        gauge(rollouts, model, "bactrian.model.serving", "The version that answers, 0 for none",
                status -> status.serving() == null ? 0 : status.serving());
        gauge(rollouts, model, "bactrian.model.rejected", "Versions that have failed their checks or were rolled back",
                status -> status.versions().stream()
                        .filter(version -> version.state() == State.REJECTED || version.state() == State.ROLLED_BACK).count());
        shadow(rollouts, model, "bactrian.shadow.version", "The version that is tried, 0 for none",
                version -> version.version(), 0);
        compared(rollouts, model, "bactrian.shadow.messages", "Messages it has been compared on", ComparisonResult::messages);
        compared(rollouts, model, "bactrian.shadow.agreed", "Messages on which it said the same", ComparisonResult::agreed);
        compared(rollouts, model, "bactrian.shadow.errors", "Messages it failed on", ComparisonResult::errors);
        compared(rollouts, model, "bactrian.shadow.not.finite", "Messages it answered with a number that is not finite",
                ComparisonResult::notFinite);
        compared(rollouts, model, "bactrian.shadow.dropped", "Messages it could not keep up with", ComparisonResult::dropped);
        compared(rollouts, model, "bactrian.shadow.score.difference", "Mean difference of the scores",
                ComparisonResult::scoreDifference);
        compared(rollouts, model, "bactrian.shadow.latency.ratio", "Its model time over the serving version's",
                ComparisonResult::latencyRatio);
    }

    private void compared(Rollouts rollouts, String model, String name, String description,
            ToDoubleFunction<ComparisonResult> value) {
        shadow(rollouts, model, name, description,
                version -> version.comparison() == null ? Double.NaN : value.applyAsDouble(version.comparison()), Double.NaN);
    }

    private void shadow(Rollouts rollouts, String model, String name, String description, ToDoubleFunction<VersionStatus> value,
            double none) {
        gauge(rollouts, model, name, description, status -> status.versions().stream()
                .filter(version -> TRIED.contains(version.state())).mapToDouble(value).findFirst().orElse(none));
    }

    private void gauge(Rollouts rollouts, String model, String name, String description, ToDoubleFunction<ModelStatus> value) {
        Gauge.builder(name, rollouts, all -> {
            try {
                return value.applyAsDouble(all.status(model));
            } catch (ModelConflictException e) {
                return Double.NaN;
            }
        }).tag("model", model).description(description).register(registry);
    }
}
