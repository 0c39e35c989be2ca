package io.bactrian.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Hears what happens to a model, on {@code bactrian/models/{name}/events}. */
public final class ModelEvents implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Listener listener;
    private final String topic;

    public ModelEvents(String url, String model) {
        topic = "bactrian/models/" + model + "/events";
        listener = new Listener(url, topic);
    }

    /** All events so far, in the order in which they came. */
    public List<JsonNode> all() {
        return listener.on(topic).stream().map(publish -> {
            try {
                return JSON.readTree(publish.getPayloadAsBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).toList();
    }

    /** What happened to a version, in order, repeats of one event left out: {@code [shadowed, promoted]}. */
    public List<String> of(int version) {
        return all().stream().filter(event -> event.path("version").asText().equals(Integer.toString(version)))
                .map(event -> new Seen(event.path("id").asText(), event.path("event").asText())).distinct().map(Seen::event)
                .toList();
    }

    public boolean heard(int version, String event) {
        return of(version).contains(event);
    }

    /** The reason of a version's latest event of that kind. */
    public String reason(int version, String kind) {
        return all().stream()
                .filter(event -> event.path("version").asText().equals(Integer.toString(version))
                        && event.path("event").asText().equals(kind))
                .map(event -> event.path("reason").asText()).reduce((first, last) -> last).orElse(null);
    }

    /** When a version's first event of that kind happened, by the application's clock; null when it was not heard. */
    public Instant at(int version, String kind) {
        return all().stream()
                .filter(event -> event.path("version").asText().equals(Integer.toString(version))
                        && event.path("event").asText().equals(kind))
                .map(event -> Instant.parse(event.path("at").asText())).findFirst().orElse(null);
    }

    private record Seen(String id, String event) {
    }

    @Override
    public void close() {
        listener.close();
    }
}
