package io.bactrian.flow;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What is counted of messages that failed; the names are in docs/operations.md. Any thread. */
final class RetryMeters {
    private final Counter setAside;
    private final Counter retried;
    private final Counter answered;
    private final Counter exhausted;

    RetryMeters(MeterRegistry registry) {
        setAside = counter(registry, "bactrian.retries.set.aside", "Messages that failed and were to be kept for retries");
        retried = counter(registry, "bactrian.retries.failed", "Retries that failed");
        answered = counter(registry, "bactrian.retries.succeeded", "Retries that succeeded");
        exhausted = counter(registry, "bactrian.retries.exhausted", "Messages that went to the dead letters after their tries");
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    void setAside() {
        setAside.increment();
    }

    void retried() {
        retried.increment();
    }

    void answered() {
        answered.increment();
    }

    void exhausted() {
        exhausted.increment();
    }
}
