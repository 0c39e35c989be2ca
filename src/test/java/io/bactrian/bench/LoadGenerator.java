package io.bactrian.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The load generator, a process of its own: one connection sends telemetry, one takes the answers. Arguments: the broker's port, the topic
 * filter of the answers, the number of devices, the channels with commas between them, the least bytes of a message. It obeys the lines of its input, {@code probe SECONDS},
 * {@code pace RATE COUNT} and {@code saturate LIMIT COUNT SECONDS}, answers each with one {@link Phase} line, and ends with its input.
 */
final class LoadGenerator {
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int PROBES_A_SECOND = 100;
    private final Ledger ledger;
    private final Sender sender;

    private LoadGenerator(Ledger ledger, Sender sender) {
        this.ledger = ledger;
        this.sender = sender;
    }

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        var fleet = new Fleet(Integer.parseInt(arguments[2]), List.of(arguments[3].split(",")),
                Integer.parseInt(arguments[4]));
        var ledger = new Ledger();
        try (var receiver = new Receiver(port, arguments[1], ledger); var sender = new Sender(port, fleet, ledger)) {
            receiver.start();
            sender.start();
            System.out.println("ready");
            var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            var generator = new LoadGenerator(ledger, sender);
            for (var line = input.readLine(); line != null; line = input.readLine()) {
                System.out.println(generator.obey(line.split(" ")));
            }
        }
    }

    private Phase obey(String... command) throws IOException {
        ledger.startPhase();
        long[] before = counts();
        long start = System.nanoTime();
        switch (command[0]) {
            case "probe" -> probe(start + seconds(command[1]));
            case "pace" -> sender.pace(Integer.parseInt(command[1]), Long.parseLong(command[2]));
            case "saturate" ->
                sender.saturate(Long.parseLong(command[1]), Long.parseLong(command[2]), start + seconds(command[3]));
            default -> throw new IllegalArgumentException("Unknown command " + command[0]);
        }
        awaitAnswers(System.nanoTime() + DRAIN_NANOS);
        return Phase.of(counts(), before, ledger.lastAnswer() - start, ledger.latencies());
    }

    /** Sends until the first answer comes, prints a line then, and forgets what was sent while nobody listened. */
    private void probe(long untilNanos) throws IOException {
        long before = ledger.answered();
        while (ledger.answered() == before && System.nanoTime() < untilNanos) {
            sender.pace(PROBES_A_SECOND, 1);
        }
        System.out.println(ledger.answered() > before ? "answered" : "silent");
        for (long answered = -1; answered != ledger.answered();) {
            answered = ledger.answered();
            sleep(QUIET_NANOS);
        }
        ledger.forgive();
    }

    private void awaitAnswers(long untilNanos) {
        while ((ledger.outstanding() > 0 || sender.unacknowledged() > 0) && System.nanoTime() < untilNanos) {
            sleep(1_000_000);
        }
    }

    private long[] counts() {
        return new long[]{ledger.sent(), ledger.answered(), ledger.refused(), ledger.duplicates(), sender.unacknowledged()};
    }

    private static void sleep(long nanos) {
        long until = System.nanoTime() + nanos;
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }

    private static long seconds(String text) {
        return TimeUnit.SECONDS.toNanos(Long.parseLong(text));
    }
}
