package io.bactrian.it;

import java.util.ArrayList;
import java.util.List;

import org.HdrHistogram.Histogram;

/** What happens at a {@link ChaosSite}, one phase after the other. Good devices send in all of them. */
final class ChaosRun {
    private static final String[] LIMITS = {"max_packet_size 16384", "message_size_limit 8192"};
    private static final int LONGER_THAN_TOLERATED = 12;

    /** @param heap megabytes in use behind a garbage collection at its end */
    record Phase(String name, Histogram latencies, long heap) {
        double millis(double percentile) {
            return latencies.getValueAtPercentile(percentile) / 1000.0;
        }

        @Override
        public String toString() {
            return "%-8s %7d answers, p50 %8.1f ms, p99 %8.1f ms, longest %8.1f ms, heap %3d MB".formatted(name,
                    latencies.getTotalCount(), millis(50), millis(99), latencies.getMaxValue() / 1000.0, heap);
        }
    }

    private final ChaosSite site;
    private final ChaosSettings settings;
    private final List<Phase> phases = new ArrayList<>();
    private long outOfOrderInQuiet;

    ChaosRun(ChaosSite site, ChaosSettings settings) {
        this.site = site;
        this.settings = settings;
    }

    /** All of it, but for the closing of the books. */
    void run() {
        site.good().start();
        phase("warm-up", () -> send(0.05, 5));
        phase("quiet", () -> send(0.15, 6));
        outOfOrderInQuiet = site.ledger().report().answersOutOfOrder();
        site.hostile().start();
        phase("hostile", () -> send(0.2, 8));
        phase("denial", this::denial);
        phase("limit", this::limit);
        phase("kill", this::kill);
        phase("kafka", this::kafka);
        phase("disk", this::disk);
        site.hostile().close();
        phase("recovery", () -> send(0.1, 4));
        site.good().stop();
    }

    private void phase(String name, Runnable what) {
        site.watch().phase(name);
        what.run();
        var phase = new Phase(name, site.ledger().latenciesSinceLast(), site.heapMegabytes());
        phases.add(phase);
        System.out.println("chaos: " + phase);
        site.ledger().forgetSettled();
    }

    private void send(double share, int least) {
        site.goodDevicesSendFor(settings.share(share, least));
    }

    /** The broker denies the hostile device's inference topic as well. */
    private void denial() {
        site.denyInference(settings.with("denial"));
        send(0.08, 4);
        site.denyInference(false);
    }

    /** The broker is stopped in order, and comes back with limits. */
    private void limit() {
        if (settings.with("limit")) {
            site.watch().without("broker", () -> {
                site.broker().stop();
                send(0.02, 2);
                site.broker().with(LIMITS).start();
            });
        }
        send(0.13, 6);
    }

    /**
     * The broker is killed, is away for longer than a device should wait, and comes back without limits. What it had acknowledged and not
     * written down is among what is unanswered then, and sent again; nothing else is.
     */
    private void kill() {
        if (settings.with("kill")) {
            var sendAgain = new Runnable[1];
            site.watch().without("broker", () -> {
                site.broker().kill();
                site.books().brokerKilled();
                sendAgain[0] = site.good().unanswered();
                send(0.02, LONGER_THAN_TOLERATED);
                site.broker().with().start();
            });
            sendAgain[0].run();
        }
        send(0.08, 4);
    }

    /** Kafka goes. */
    private void kafka() {
        if (withoutKafka()) {
            site.kafka().stop();
        }
        send(0.08, 4);
    }

    /** While Kafka is away, so that the spool grows, the disk is full. Then Kafka comes back, and gets the topic that has been missing. */
    private void disk() {
        if (settings.with("disk") && site.disk().isPresent()) {
            var disk = site.disk().get();
            site.watch().without("disk", () -> {
                disk.fill();
                send(0.06, LONGER_THAN_TOLERATED);
                disk.empty();
            });
        }
        if (withoutKafka()) {
            site.kafka().start();
        }
        site.createDeadLetters();
        send(0.04, 3);
    }

    private boolean withoutKafka() {
        return settings.with("kafka") || settings.with("disk");
    }

    Phase phase(String name) {
        return phases.stream().filter(phase -> phase.name.equals(name)).findFirst().orElseThrow();
    }

    /** Answers out of order before anything happened that may put them so. */
    long outOfOrderInQuiet() {
        return outOfOrderInQuiet;
    }
}
