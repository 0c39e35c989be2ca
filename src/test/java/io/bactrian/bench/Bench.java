package io.bactrian.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;

import io.bactrian.kit.LogToConsole;
import io.bactrian.kit.MosquittoBroker;

/** Measures the contenders one after the other and prints one table; see bench/README.md. Run it with {@code ./mvnw -Pbench}. */
public final class Bench {
    private Bench() {
    }

    public static void main(String[] arguments) {
        LogToConsole.from(Level.WARNING);
        if (MosquittoBroker.executable().isEmpty()) {
            throw new IllegalStateException(
                    "NOTHING MEASURED: no mosquitto on PATH or in /usr/sbin; install it (Debian: apt-get install mosquitto)");
        }
        var options = Options.fromSystemProperties();
        var model = Model.read(options.model());
        var target = Path.of("target", "bench");
        var results = new ArrayList<Result>();
        var skipped = new ArrayList<String>();
        for (var name : options.contenders()) {
            var contender = contender(name, options, model);
            contender.missing().ifPresentOrElse(what -> skipped.add("SKIPPED, NOT MEASURED: " + contender.name() + ": " + what),
                    () -> results.add(new Trial(options, model, contender, target).run()));
        }
        report(options, results, skipped);
    }

    private static Contender contender(String name, Options options, Model model) {
        return switch (name) {
            case "broker" -> new BrokerAlone();
            case "node" -> new NodePeer(model);
            case "bactrian" -> new PackagedApplication(options.jvm());
            default -> throw new IllegalArgumentException(
                    "-Dbench.contenders=" + String.join(",", options.contenders())
                            + ": expected some of broker, node, bactrian, not " + name);
        };
    }

    private static void report(Options options, List<Result> results, List<String> skipped) {
        System.out.printf(
                "%n%s%n%d devices, QoS 1, %d messages of warm-up, %d s a stretch; open loop at %d messages/s, closed loop with %d outstanding%n%n%s%n",
                Machine.describe(), options.devices(), options.warmUp(), options.seconds(), options.rate(),
                options.outstanding(),
                Table.of(results, options.rate()));
        skipped.forEach(System.out::println);
        var bad = results.stream().filter(result -> !result.problems().isEmpty()).map(Result::contender).toList();
        if (!bad.isEmpty()) {
            throw new IllegalStateException(
                    "Not every message has exactly one answer and one sample: " + String.join(", ", bad));
        }
    }
}
