package io.bactrian.ops;

import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import jakarta.inject.Singleton;

import io.bactrian.enrich.Enricher;
import io.bactrian.enrich.RowAssembler;
import io.bactrian.follow.Followers;
import io.bactrian.http.AnswerStreams;
import io.bactrian.mqtt.MqttComponent;
import io.bactrian.mqtt.client.MqttCounters;
import io.bactrian.mqtt.client.MqttStatus;
import io.bactrian.spool.SpoolHistory;
import io.bactrian.spool.SpoolStatus;
import io.bactrian.spool.Spools;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** Registers what the packages count themselves; the names are in docs/operations.md. */
@Singleton
final class Meters {
    private final MeterRegistry registry;
    private final MqttComponent mqtt;
    private final Spools spools;
    private final SpoolHistory history;
    private final Enricher enricher;
    private final RowAssembler rows;
    private final AnswerStreams streams;
    private final Followers followers;
    private final Kafka kafka;

    Meters(MeterRegistry registry, MqttComponent mqtt, Spools spools, SpoolHistory history, Enricher enricher,
            RowAssembler rows,
            AnswerStreams streams, Followers followers,
            Kafka kafka) {
        this.registry = registry;
        this.mqtt = mqtt;
        this.spools = spools;
        this.history = history;
        this.enricher = enricher;
        this.rows = rows;
        this.streams = streams;
        this.followers = followers;
        this.kafka = kafka;
    }

    /** Once a second: what is shown over time. */
    void sample() {
        history.sample(System.currentTimeMillis(), spools::status);
    }

    void register() {
        MqttCounters counters = mqtt.getCounters();
        counter("bactrian.mqtt.received", "Messages from the broker, repeats included", counters, MqttCounters::received);
        counter("bactrian.mqtt.redelivered", "Messages the broker had sent before", counters, MqttCounters::redelivered);
        counter("bactrian.mqtt.acknowledged", "Messages acknowledged", counters, MqttCounters::acknowledged);
        counter("bactrian.mqtt.retried", "Times a held message was tried again", counters, MqttCounters::retried);
        counter("bactrian.mqtt.published", "Publishes the broker has acknowledged", counters, MqttCounters::published);
        counter("bactrian.mqtt.publish.refused", "Publishes the broker refused", counters, MqttCounters::publishRefused);
        counter("bactrian.mqtt.publish.isolated", "Publishes refused because they ended connections", counters,
                MqttCounters::isolated);
        counter("bactrian.mqtt.oversized", "Messages too long, of which the first part was kept", counters,
                MqttCounters::oversized);
        counter("bactrian.mqtt.unreadable", "Messages that cannot be decoded, acknowledged", counters,
                MqttCounters::unreadable);
        counter("bactrian.mqtt.dropped", "QoS 0 messages dropped because too many waited", counters, MqttCounters::dropped);
        counter("bactrian.mqtt.set.aside", "Messages handed to the retry queue", counters, MqttCounters::setAside);
        counter("bactrian.mqtt.reconnects", "Connections after the first", counters, MqttCounters::reconnects);
        gauge("bactrian.mqtt.connected", "1 while the broker is connected", mqtt,
                all -> all.status().stream().allMatch(MqttStatus::connected) ? 1 : 0);
        gauge("bactrian.mqtt.held", "Messages held because of a failure of ours", counters, MqttCounters::held);
        gauge("bactrian.mqtt.unacknowledged", "Messages that have arrived and are not acknowledged yet", mqtt,
                all -> all.status().stream().mapToInt(MqttStatus::unacknowledged).sum());
        gauge("bactrian.devices.windows", "Devices whose windows are kept", enricher, Enricher::devices);
        counter("bactrian.rows.complete", "Rows of single values that were complete", rows, RowAssembler::complete);
        incomplete("time", rows, RowAssembler::late);
        incomplete("room", rows, RowAssembler::crowded);
        counter("bactrian.rows.passed.over", "Messages without a channel of the model of a device that has rows assembled",
                rows,
                RowAssembler::passedOver);
        gauge("bactrian.rows.waiting", "Messages that wait for their rows, unacknowledged", rows, RowAssembler::held);
        gauge("bactrian.answer.streams", "Requests that follow a device's answers", streams, AnswerStreams::open);
        counter("bactrian.answer.streams.cut.off", "Those ended because their readers did not keep up", streams,
                AnswerStreams::cutOff);
        gauge("bactrian.follow.requests", "Devices and ids whose messages are followed", followers,
                all -> all.requests().size());
        gauge("bactrian.follow.trails", "Trails of messages that are kept", followers, Followers::kept);
        gauge("bactrian.kafka.connected", "1 while Kafka is connected", kafka, all -> all.connected() ? 1 : 0);
        spools.status().forEach(status -> spool(status.name()));
        Timer commits = Timer.builder("bactrian.spool.commit").description("One commit of the spool to disk")
                .register(registry);
        spools.onCommit(nanos -> commits.record(nanos, TimeUnit.NANOSECONDS));
    }

    private void incomplete(String reason, RowAssembler rows, ToDoubleFunction<RowAssembler> value) {
        FunctionCounter.builder("bactrian.rows.incomplete", rows, value).tag("reason", reason)
                .description("Rows of single values that were closed before all had come").register(registry);
    }

    private void spool(String name) {
        spoolGauge("bactrian.spool.records", "Records on disk that are not delivered yet", name, SpoolStatus::waitingRecords);
        spoolGauge("bactrian.spool.bytes", "Their bytes", name, SpoolStatus::waitingBytes);
        spoolGauge("bactrian.spool.max.bytes", "The most bytes it may hold", name, SpoolStatus::maxBytes);
        spoolGauge("bactrian.spool.oldest.seconds", "The age of the oldest", name, status -> status.oldestAgeMillis() / 1000.0);
        spoolGauge("bactrian.spool.blocked", "1 while it is full", name, status -> status.blocked() ? 1 : 0);
        spoolCounter("bactrian.spool.accepted", "Records taken in", name, SpoolStatus::accepted);
        spoolCounter("bactrian.spool.delivered", "Records delivered: samples to Kafka, events to the broker", name,
                SpoolStatus::delivered);
        spoolCounter("bactrian.spool.dropped.oldest", "Oldest records dropped because it was full", name,
                SpoolStatus::droppedOldest);
        spoolCounter("bactrian.spool.dropped.newest", "New records dropped because it was full", name,
                SpoolStatus::droppedNewest);
        spoolCounter("bactrian.spool.delivery.failed", "Batches that were not taken, tried again", name,
                SpoolStatus::failedBatches);
        spoolGauge("bactrian.spool.healthy", "1 while the file can be written and read", name,
                status -> status.healthy() ? 1 : 0);
        spoolCounter("bactrian.spool.refused", "Records their destination refused permanently", name, SpoolStatus::refused);
        spoolCounter("bactrian.spool.files.quarantined", "Corrupt files quarantined", name, SpoolStatus::quarantinedFiles);
    }

    private <T> void counter(String name, String description, T source, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, source, value).description(description).register(registry);
    }

    private <T> void gauge(String name, String description, T source, ToDoubleFunction<T> value) {
        Gauge.builder(name, source, value).description(description).register(registry);
    }

    private void spoolGauge(String name, String description, String spool, ToDoubleFunction<SpoolStatus> value) {
        Gauge.builder(name, spools, all -> value(all, spool, value)).tag("spool", spool).description(description)
                .register(registry);
    }

    private void spoolCounter(String name, String description, String spool, ToDoubleFunction<SpoolStatus> value) {
        FunctionCounter.builder(name, spools, all -> value(all, spool, value)).tag("spool", spool).description(description)
                .register(registry);
    }

    private static double value(Spools spools, String name, ToDoubleFunction<SpoolStatus> value) {
        return spools.status().stream().filter(status -> status.name().equals(name)).mapToDouble(value).findFirst().orElse(0);
    }
}
