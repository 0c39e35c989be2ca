package io.bactrian.ops;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Whether a broker answers a producer, by its own metrics: it has answered within the last seconds, or since then none of the connections was
 * closed. A socket that is only being opened does not count. Thread-safe.
 */
final class KafkaConnection {
    private static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final double NEVER = -1;

    private final Producer<?, ?> producer;
    private double responses;
    private double closedAtResponse = NEVER;
    private long lastResponse;

    KafkaConnection(Producer<?, ?> producer) {
        this.producer = producer;
    }

    synchronized boolean connected() {
        double nowResponses = 0;
        double closed = 0;
        double count = 0;
        for (Map.Entry<MetricName, ? extends Metric> metric : producer.metrics().entrySet()) {
            if (metric.getKey().group().equals("producer-metrics") && metric.getValue().metricValue() instanceof Double value) {
                switch (metric.getKey().name()) {
                    case "response-total" -> nowResponses = value;
                    case "connection-close-total" -> closed = value;
                    case "connection-count" -> count = value;
                    default -> {
                        continue;
                    }
                }
            }
        }
        long now = System.nanoTime();
        if (nowResponses > responses) {
            responses = nowResponses;
            closedAtResponse = closed;
            lastResponse = now;
        }
        boolean recent = closedAtResponse != NEVER && now - lastResponse < RECENT_NANOS;
        return count > 0 && (recent || closed == closedAtResponse);
    }
}
