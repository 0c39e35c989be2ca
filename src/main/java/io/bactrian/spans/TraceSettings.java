package io.bactrian.spans;

import java.util.Map;

/**
 * What is recorded, and where it goes.
 *
 * @param endpoint      of the collector: OTLP over HTTP
 * @param ratio         the share of messages without a trace context that begin a trace, 0 to 1
 * @param mostPerSecond the most messages a second that are recorded, and the most records to Kafka
 * @param resource      whose spans they are: OpenTelemetry's attributes of a resource
 * @param telemetry     the filter of the telemetry topic
 * @param inference     the topic of answers, with {@code {device}}
 */
public record TraceSettings(String endpoint, double ratio, int mostPerSecond, Map<String, String> resource,
        String telemetry, String inference) {
}
