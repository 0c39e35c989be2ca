package io.bactrian.demo;

import java.io.PrintStream;

import io.bactrian.kit.Ledger;

/** Prints lines with the seconds since the start in front. Any thread. */
final class Say {
    private final PrintStream out = System.out;
    private final long start = System.nanoTime();

    void now(String text) {
        out.printf("%6.1f s  %s%n", seconds(), text);
    }

    /** A block without a time in front. */
    void block(String text) {
        out.println(text);
    }

    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    void farewell(Ledger ledger) {
        now("%,d messages sent, %,d answers, %,d anomalies, %,d samples seen in Kafka, %,d without an answer. Goodbye."
                .formatted(ledger.sent(),
                        ledger.answers(), ledger.anomalies(), ledger.samples(), ledger.unanswered()));
    }
}
