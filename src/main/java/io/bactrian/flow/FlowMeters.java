package io.bactrian.flow;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import io.bactrian.codec.Result;
import io.bactrian.learn.Selection;
import io.bactrian.model.SampleReason;
import io.bactrian.telemetry.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What is counted of every message; the names are in docs/operations.md. Any thread. */
@Singleton
final class FlowMeters {
    /** Labels that are texts of a model are unbounded; those beyond these are counted together. */
    private static final int MOST_LABELS = 200;

    /** What came of a dead letter that was sent again. */
    enum SentAgain {
        ANSWERED, REFUSED, FAILED
    }

    private final MeterRegistry registry;
    final Counter received;
    private final Counter warming;
    final Counter expired;
    final Counter readdressed;
    final Counter responseTopicRefused;
    final Counter setAside;
    final Counter retriesFailed;
    final Counter retriesSucceeded;
    final Counter retriesExhausted;
    private final Counter notSelected;
    private final Counter overQuota;
    final Counter disagreementsDropped;
    private final Map<SampleReason, Counter> selected = new EnumMap<>(SampleReason.class);
    private final Timer replies;
    private final Map<ErrorCode, Counter> refused = new EnumMap<>(ErrorCode.class);
    private final Map<SentAgain, Counter> sentAgain = new EnumMap<>(SentAgain.class);
    private final Map<String, Counter> answered = new ConcurrentHashMap<>();

    FlowMeters(MeterRegistry registry) {
        this.registry = registry;
        received = counter("bactrian.telemetry.received", "Messages that came in, repeats included");
        warming = counter("bactrian.answers.warming", "Answers given while a device's window fills");
        expired = counter("bactrian.answers.expired", "Answers not sent because their message had expired");
        readdressed = counter("bactrian.answers.readdressed",
                "Answers sent to the inference topic because the broker refused the Response Topic or correlation data");
        responseTopicRefused = counter("bactrian.reply.topic.refused", "Response Topics that were not the device's own");
        setAside = counter("bactrian.retries.set.aside", "Messages that failed and were to be kept for retries");
        retriesFailed = counter("bactrian.retries.failed", "Retries that failed");
        retriesSucceeded = counter("bactrian.retries.succeeded", "Retries that succeeded");
        retriesExhausted = counter("bactrian.retries.exhausted", "Messages that went to the dead letters after their tries");
        String leftOut = "Messages that became no sample";
        notSelected = counter("bactrian.samples.left.out", leftOut, "by", "policy");
        overQuota = counter("bactrian.samples.left.out", leftOut, "by", "quota");
        disagreementsDropped = counter("bactrian.samples.left.out", leftOut, "by", "backlog");
        for (SampleReason reason : SampleReason.values()) {
            selected.put(reason,
                    counter("bactrian.samples.selected", "Samples, by the reason they are kept for; one with two reasons"
                            + " counts for both", "reason", reason.text()));
        }
        replies = Timer.builder("bactrian.reply").description("From the message's arrival to the broker's PUBACK of its answer")
                .publishPercentiles(0.5, 0.99, 0.999).distributionStatisticExpiry(Duration.ofSeconds(10)).register(registry);
        for (ErrorCode code : ErrorCode.values()) {
            refused.put(code, counter("bactrian.telemetry.refused", "Messages answered with an error", "code", code.code()));
        }
        for (SentAgain result : SentAgain.values()) {
            sentAgain.put(result, counter("bactrian.dead.letters.sent.again",
                    "Dead letters that an operator sent again, by what came of it", "result",
                    result.name().toLowerCase(Locale.ROOT)));
        }
    }

    private Counter counter(String name, String description, String... tags) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    void answered(Result result) {
        if (result instanceof Result.Answered given) {
            ofLabel(given.output().label()).increment();
        } else {
            warming.increment();
        }
    }

    private Counter ofLabel(String label) {
        String counted = label == null ? "none" : label;
        Counter counter = answered.get(counted);
        return counter != null
                ? counter
                : answered.computeIfAbsent(answered.size() < MOST_LABELS ? counted : "other",
                        name -> counter("bactrian.answers", "Answers of the model, by label", "label", name));
    }

    void selected(Selection selection) {
        if (!selection.kept()) {
            (selection.overQuota() ? overQuota : notSelected).increment();
        }
        for (SampleReason reason : selection.reasons()) {
            selected.get(reason).increment();
        }
    }

    void refused(ErrorCode code) {
        refused.get(code).increment();
    }

    void sentAgain(SentAgain result) {
        sentAgain.get(result).increment();
    }

    void recordLatency(long nanos) {
        replies.record(nanos, TimeUnit.NANOSECONDS);
    }
}
