package io.bactrian.demo;

/** One line of figures a second. */
final class Board {
    private static final int LINES_A_HEADING = 20;
    private static final String HEADING = "          messages   answers    p50 ms    p99 ms  anomalies  in Kafka   spooled";

    private final Say say;
    private final Plant plant;
    private long lines;
    private long anomalies;
    private long sent;
    private long answers;

    Board(Say say, Plant plant) {
        this.say = say;
        this.plant = plant;
    }

    /** Messages, answers and anomalies of the last second; samples seen in Kafka altogether; what is in the spool now. */
    void line() {
        if (lines++ % LINES_A_HEADING == 0) {
            say.block(HEADING);
        }
        var ledger = plant.ledger();
        var latencies = ledger.latenciesSinceLast();
        say.now("%7d %9d %9.1f %9.1f %10d %9d %9.0f%s".formatted(ledger.sent() - sent, ledger.answers() - answers,
                latencies.getValueAtPercentile(50) / 1000.0, latencies.getValueAtPercentile(99) / 1000.0,
                ledger.anomalies() - anomalies,
                ledger.samples(), plant.metrics().sum("bactrian_spool_records"), plant.kafkaUp() ? "" : "   Kafka is away"));
        sent = ledger.sent();
        answers = ledger.answers();
        anomalies = ledger.anomalies();
        ledger.forgetSettled();
    }
}
