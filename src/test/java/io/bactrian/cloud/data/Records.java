package io.bactrian.cloud.data;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/** Records as they come from Kafka. */
final class Records {
    static final String TOPIC = "bactrian.samples";

    private Records() {
    }

    static Incoming sample(String model, String device, String id, Instant at, long offset) {
        return sample(
                """
                {"id": "%s", "device": "%s", "ts": %d, "labels": {"site": "demo"},
                 "telemetry": {"id": "%s", "values": {"Pressure": 0.380}},
                 "model": "%s", "version": "1", "outputs": {"score": 2.6158705}}""".formatted(id, device, at.toEpochMilli(), id,
                        model),
                offset);
    }

    static Incoming sample(String json, long offset) {
        return of(Kind.SAMPLE, json, offset, Map.of("ce_reason", "entropy,random", "ce_probability", "0.25"));
    }

    static Incoming of(Kind kind, String json, long offset, Map<String, String> headers) {
        return new Incoming(kind, new Incoming.Origin(TOPIC, 0, offset, Instant.parse("2026-11-26T12:00:00Z")), headers,
                json.getBytes(StandardCharsets.UTF_8));
    }
}
