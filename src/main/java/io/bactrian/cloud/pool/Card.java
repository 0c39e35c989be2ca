package io.bactrian.cloud.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is known of a version. Its content does not change, but what is known of it may: approval and history.
 *
 * @param description in the manifest's words; null for none
 * @param task        such as {@code anomaly}
 * @param metrics     by name
 * @param latency     of one answer, as measured; null where it is not known
 * @param memory      bytes while it is loaded, as measured; null where it is not known
 * @param licence     null where nobody said
 * @param approvedBy  null while nobody has
 * @param by          who added it
 * @param history     from the oldest on; the first and the newest, {@value #MOST_EVENTS} at most
 */
public record Card(String description, String task, List<CardTensor> inputs, List<CardTensor> outputs, TrainingData trainedOn,
        Map<String, Double> metrics, Duration latency, Long memory, String licence, String approvedBy, Instant approvedAt,
        Origin origin, String by, Instant createdAt, List<CardEvent> history) {
    static final int MOST_EVENTS = 200;

    public Card {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        metrics = Map.copyOf(metrics);
        history = List.copyOf(history);
    }

    Card with(CardEvent event) {
        List<CardEvent> events = new ArrayList<>(history);
        if (events.size() == MOST_EVENTS) {
            events.remove(1);
        }
        events.add(event);
        return new Card(description, task, inputs, outputs, trainedOn, metrics, latency, memory, licence, approvedBy,
                approvedAt,
                origin, by, createdAt, events);
    }

    Card approved(String name, Instant at) {
        return new Card(description, task, inputs, outputs, trainedOn, metrics, latency, memory, licence, name, at, origin, by,
                createdAt, history).with(new CardEvent(at, "approved", name, null));
    }
}
