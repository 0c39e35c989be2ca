package io.bactrian.kit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** One thread that reads the samples and the dead letters from when it was opened on; Kafka may come and go meanwhile. */
public final class KafkaTap implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Consumer<ConsumerRecord<byte[], byte[]>> listener;
    private final Thread thread = new Thread(this::read, "kafka-tap");
    private volatile boolean open = true;

    private KafkaTap(KafkaBroker kafka, Consumer<ConsumerRecord<byte[], byte[]>> listener) {
        this.listener = listener;
        consumer = new KafkaConsumer<>(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers(),
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20, ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500),
                new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Writes each record into the books. */
    public static KafkaTap into(Ledger ledger, KafkaBroker kafka) {
        return open(kafka, record -> {
            if (record.topic().equals(KafkaBroker.SAMPLES)) {
                ledger.sampled(key(record), id(record));
            } else {
                ledger.deadLettered(id(record));
            }
        });
    }

    /** Hands each record to {@code listener}, on the tap's thread. */
    public static KafkaTap open(KafkaBroker kafka, Consumer<ConsumerRecord<byte[], byte[]>> listener) {
        var tap = new KafkaTap(kafka, listener);
        tap.consumer.assign(tap.partitions(List.of(KafkaBroker.SAMPLES, KafkaBroker.DEAD_LETTERS)));
        tap.consumer.seekToEnd(List.of());
        tap.consumer.assignment().forEach(tap.consumer::position);
        return tap.begin();
    }

    /** Hands each record that a topic has had or gets to {@code listener}, on the tap's thread. The topic is there. */
    public static KafkaTap all(KafkaBroker kafka, String topic, Consumer<ConsumerRecord<byte[], byte[]>> listener) {
        var tap = new KafkaTap(kafka, listener);
        tap.consumer.assign(tap.partitions(List.of(topic)));
        tap.consumer.seekToBeginning(List.of());
        return tap.begin();
    }

    private KafkaTap begin() {
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private List<TopicPartition> partitions(List<String> topics) {
        return topics.stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
    }

    private void read() {
        try (consumer) {
            while (open) {
                consumer.poll(Duration.ofMillis(200)).forEach(listener);
            }
        }
    }

    /** The record's key as text: the device. Null when it has none. */
    public static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
    }

    /** The CloudEvents id of a record, null when it has none. */
    public static String id(ConsumerRecord<byte[], byte[]> record) {
        return header(record, "ce_id");
    }

    /** A header as text, null when there is none. */
    public static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        open = false;
        try {
            thread.join(Patience.LONG.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
