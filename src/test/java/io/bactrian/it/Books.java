package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.kit.Report;
import io.bactrian.kit.Site;

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

    /** Answers and samples; only where the broker itself keeps the order of what it is given. */
    static void inOrder(Site site, Report report) {
        if (keepsOrder(site)) {
            assertThat(report.answersOutOfOrder()).as("answers out of order, %s", report).isZero();
        }
        samplesInOrder(site, report);
    }

    static void samplesInOrder(Site site, Report report) {
        if (keepsOrder(site)) {
            assertThat(report.samplesOutOfOrder()).as("samples out of order, %s", report).isZero();
        }
    }

    private static boolean keepsOrder(Site site) {
        if (!site.mqtt().keepsOrder()) {
            System.out.println("NOT PROVED: order, for this broker does not keep it itself; take mosquitto or containers");
        }
        return site.mqtt().keepsOrder();
    }
}
