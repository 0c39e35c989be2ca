package io.bactrian.ops;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.bactrian.mqtt.MqttComponent;
import io.bactrian.mqtt.client.MqttStatus;

/**
 * What a service that has just started lacks before it can answer a device, with the line to type for each: said once, and again when
 * all of it is there. {@link #look} from one thread, the rest from any.
 */
@Singleton
final class FirstSteps {
    private static final Logger LOG = Logger.getLogger(FirstSteps.class);

    private final Supplier<List<MqttStatus>> brokers;
    private final DefaultModel model;
    private boolean told;
    private boolean complete;

    @Inject
    FirstSteps(MqttComponent mqtt, DefaultModel model) {
        this(mqtt::status, model);
    }

    FirstSteps(Supplier<List<MqttStatus>> brokers, DefaultModel model) {
        this.brokers = brokers;
        this.model = model;
    }

    /**
     * @param missing what is not there
     * @param line    what to type, or where to look
     */
    record Step(String missing, String line) {
    }

    /** What to do for a broker, where none has accepted the connection. */
    Optional<Step> broker() {
        return brokers.get().stream().filter(status -> !status.connected()).findFirst()
                .map(status -> new Step("no MQTT broker is connected at " + status.url()
                        + (status.lastError() == null ? "" : " (" + status.lastError() + ")")
                        + (status.url().equals(Remedies.USUAL_BROKER)
                                ? ": start one there, or start this service with the address of yours"
                                : ""),
                        Remedies.broker(status.url())));
    }

    private Optional<Step> model() {
        return Optional.ofNullable(model.problem()).map(
                problem -> new Step(problem, model.remedy() == null ? "" : model.remedy()));
    }

    /** Waits with its words until the broker has been tried, so that they say why. */
    void look() {
        List<MqttStatus> tried = complete ? List.of() : brokers.get();
        if (tried.isEmpty() || tried.stream().anyMatch(FirstSteps::untried)) {
            return;
        }
        List<Step> steps = Stream.of(broker(), model()).flatMap(Optional::stream).toList();
        if (!told && !steps.isEmpty()) {
            told = true;
            LOG.warnf("Before devices are answered, this is missing. The service waits for it and goes on by itself:%s",
                    steps.stream().map(step -> "\n  - " + step.missing() + "\n        " + step.line())
                            .collect(Collectors.joining()));
        }
        complete = steps.isEmpty();
        if (told && complete) {
            LOG.info("Nothing is missing any more: devices are answered");
        }
    }

    private static boolean untried(MqttStatus status) {
        return !status.connected() && status.lastError() == null;
    }
}
