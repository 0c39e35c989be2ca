package io.bactrian.flow;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.bactrian.model.ModelOutput;
import io.bactrian.telemetry.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What is counted of every message; the names are in docs/operations.md. Any thread. */
public final class FlowMeters {
    /** What models say as a text has no end; what is beyond these is counted together. */
    private static final int MOST_LABELS = 200;

    private final MeterRegistry registry;
    private final Counter received;
    private final Counter warming;
    private final Counter expired;
    private final Counter readdressed;
    private final Timer replies;
    private final Map<ErrorCode, Counter> refused = new EnumMap<>(ErrorCode.class);
    private final Map<String, Counter> answered = new ConcurrentHashMap<>();

    public FlowMeters(MeterRegistry registry) {
        this.registry = registry;
        received = Counter.builder("bactrian.telemetry.received").description("Messages that came in, repeats included")
                .register(registry);
        warming = Counter.builder("bactrian.answers.warming").description("Answers given while a device's window fills")
                .register(registry);
        expired = Counter.builder("bactrian.answers.expired").description("Answers not sent because their message had expired")
                .register(registry);
        readdressed = Counter.builder("bactrian.answers.readdressed")
                .description(
                        "Answers sent to the inference topic because the broker refused the Response Topic or correlation data")
                .register(registry);
        replies = Timer.builder("bactrian.reply").description("From the message's arrival to the broker's PUBACK of its answer")
                .publishPercentiles(0.5, 0.99, 0.999).distributionStatisticExpiry(Duration.ofSeconds(10)).register(registry);
        for (ErrorCode code : ErrorCode.values()) {
            refused.put(code, Counter.builder("bactrian.telemetry.refused").description("Messages answered with an error")
                    .tag("code", code.code()).register(registry));
        }
    }

    void received() {
        received.increment();
    }

    /** @param output what the model said; null while the window fills */
    void answered(ModelOutput output) {
        if (output == null) {
            warming.increment();
            return;
        }
        String label = output.label() == null ? "none" : output.label();
        Counter counter = answered.get(label);
        if (counter == null) {
            String counted = answered.size() < MOST_LABELS ? label : "other";
            counter = answered.computeIfAbsent(counted, name -> Counter.builder("bactrian.answers")
                    .description("Answers of the model, by label").tag("label", name).register(registry));
        }
        counter.increment();
    }

    void refused(ErrorCode code) {
        refused.get(code).increment();
    }

    void expired() {
        expired.increment();
    }

    void readdressed() {
        readdressed.increment();
    }

    void recordLatency(long nanos) {
        replies.record(nanos, TimeUnit.NANOSECONDS);
    }
}
