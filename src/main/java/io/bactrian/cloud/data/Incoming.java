package io.bactrian.cloud.data;

import java.time.Instant;
import java.util.Map;

/**
 * A record as it came.
 *
 * @param kind    what it is meant to be
 * @param origin  where it lay
 * @param headers by name, such as {@code ce_reason}
 * @param value   bytes; not copied
 */
public record Incoming(Kind kind, Origin origin, Map<String, String> headers, byte[] value) {
    /**
     * A place in a topic of Kafka.
     *
     * @param at when the record was written there
     */
    public record Origin(String topic, int partition, long offset, Instant at) {
    }
}
