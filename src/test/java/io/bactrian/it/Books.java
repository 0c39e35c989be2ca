package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.kit.Report;

/** What a report must say. */
final class Books {
    private Books() {
    }

    static void nothingLost(Report report) {
        nothingMissing(report);
        assertThat(report.strangers()).as("answers or records with an id that was never sent, %s", report).isZero();
    }

    /** For sites where others send too. */
    static void nothingMissing(Report report) {
        assertThat(report.sent()).as("messages sent").isPositive();
        assertThat(report.lostAnswers()).as("messages without an answer, %s", report).isEmpty();
        assertThat(report.lostSamples()).as("messages without a record in Kafka, %s", report).isEmpty();
    }

    static void inOrder(Report report) {
        assertThat(report.answersOutOfOrder()).as("answers out of order, %s", report).isZero();
        assertThat(report.samplesOutOfOrder()).as("samples out of order, %s", report).isZero();
    }
}
