package io.bactrian.bench;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

import io.bactrian.kit.KafkaBroker;

/** How many samples Kafka has: the end offsets of the samples topic. */
final class SampleCount implements AutoCloseable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private final Admin admin;
    private final Map<TopicPartition, OffsetSpec> ends;

    SampleCount(String bootstrapServers) {
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
        ends = partitions().stream().collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    }

    private java.util.List<TopicPartition> partitions() {
        try {
            return admin.describeTopics(java.util.List.of(KafkaBroker.SAMPLES)).allTopicNames().get().get(KafkaBroker.SAMPLES)
                    .partitions()
                    .stream().map(info -> new TopicPartition(KafkaBroker.SAMPLES, info.partition())).toList();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("Cannot describe the Kafka topic " + KafkaBroker.SAMPLES, e);
        }
    }

    long now() {
        try {
            return admin.listOffsets(ends).all().get().values().stream().mapToLong(end -> end.offset()).sum();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("Cannot read the end offsets of the Kafka topic " + KafkaBroker.SAMPLES, e);
        }
    }

    /** Waits until Kafka has {@code wanted} samples or the time is up; returns how long that took. */
    Duration await(long wanted, Duration atMost) {
        long start = System.nanoTime();
        while (now() < wanted && System.nanoTime() - start < atMost.toNanos()) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Waits until no sample has come for a second. */
    long quiet() {
        long before = -1;
        for (long now = now(); now != before; now = now()) {
            before = now;
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        }
        return before;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
