package io.bactrian.metrics;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Where meters go, and what of them waits.
 *
 * @param endpoint   of the collector: OTLP over HTTP
 * @param headers    sent with each export
 * @param resource   whose meters they are: OpenTelemetry's attributes of a resource
 * @param interval   between two exports
 * @param dir        where exports wait, a file each; made where it is missing
 * @param maxAge     how long one waits
 * @param maxExports how many wait
 * @param capacity   bytes that all of them may take
 * @param minFree    bytes that stay free on the disk
 */
public record PushSettings(URI endpoint, RequestHeaders headers, Map<String, String> resource, Duration interval, Path dir,
        Duration maxAge, int maxExports, long capacity, long minFree) {
}
