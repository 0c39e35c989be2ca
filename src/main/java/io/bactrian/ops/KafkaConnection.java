package io.bactrian.ops;

import java.util.Map;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Whether a producer has an authenticated connection, by its own metrics: a socket that is only being opened does not count, and one that
 * is closed without a new one that authenticates counts as lost. Thread-safe.
 */
final class KafkaConnection {
    private static final int LOOKS_AFTER_A_RESPONSE = 10;

    private final Producer<?, ?> producer;
    private double authenticated;
    private double closed;
    private double responses;
    private double alive;
    private int looksSinceResponse = LOOKS_AFTER_A_RESPONSE;

    KafkaConnection(Producer<?, ?> producer) {
        this.producer = producer;
    }

    /** To be asked about once a second. */
    synchronized boolean connected() {
        double nowAuthenticated = 0;
        double nowClosed = 0;
        double nowResponses = 0;
        double count = 0;
        for (Map.Entry<MetricName, ? extends Metric> metric : producer.metrics().entrySet()) {
            if (metric.getKey().group().equals("producer-metrics") && metric.getValue().metricValue() instanceof Double value) {
                switch (metric.getKey().name()) {
                    case "successful-authentication-total" -> nowAuthenticated = value;
                    case "connection-close-total" -> nowClosed = value;
                    case "response-total" -> nowResponses = value;
                    case "connection-count" -> count = value;
                    default -> {
                        continue;
                    }
                }
            }
        }
        alive = Math.max(0, Math.min(count, alive + (nowAuthenticated - authenticated) - (nowClosed - closed)));
        looksSinceResponse = nowResponses > responses ? 0 : looksSinceResponse + 1;
        authenticated = nowAuthenticated;
        closed = nowClosed;
        responses = nowResponses;
        return count > 0 && (alive > 0 || looksSinceResponse < LOOKS_AFTER_A_RESPONSE);
    }
}
