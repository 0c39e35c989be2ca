package io.bactrian.bench;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;

import io.bactrian.kit.LogToConsole;
import io.bactrian.kit.MosquittoBroker;

/** Measures the contenders one after the other and prints one table; see bench/README.md. Run it with {@code ./mvnw -Pbench}. */
public final class Bench {
    private Bench() {
    }

    public static void main(String[] arguments) {
        LogToConsole.from(Level.WARNING);
        demandMosquitto();
        var options = Options.fromSystemProperties();
        var model = Model.read(options.model());
        var target = target();
        var results = new LinkedHashMap<String, List<Result>>();
        var complaints = new LinkedHashSet<String>();
        for (int round = 1; round <= options.repeat(); round++) {
            var folder = options.repeat() == 1 ? target : target.resolve(Integer.toString(round));
            for (var name : options.contenders()) {
                measure(options, model, contender(name, options, model), folder, results, complaints);
            }
        }
        report(options,
                results.entrySet().stream().map(column -> new Table.Column(column.getKey(), column.getValue())).toList(),
                complaints);
    }

    private static void measure(Options options, Model model, Contender contender, Path folder,
            Map<String, List<Result>> results, Set<String> complaints) {
        var missing = contender.missing();
        if (missing.isPresent()) {
            complaints.add("SKIPPED, NOT MEASURED: " + contender.name() + ": " + missing.get());
            return;
        }
        try {
            var result = new Trial(options, model, contender, folder).run();
            results.computeIfAbsent(contender.name(), none -> new ArrayList<>()).add(result);
            result.problems().forEach(problem -> complaints.add(contender.name() + ": " + problem));
        } catch (IllegalStateException | UncheckedIOException e) {
            complaints.add("FAILED: " + contender.name() + ": " + e.getMessage() + " (logs in " + folder + ")");
        }
    }

    private static Contender contender(String name, Options options, Model model) {
        return switch (name) {
            case "broker" -> new BrokerAlone();
            case "node" -> new NodePeer(model);
            case "go" -> new GoPeer(model);
            case "python" -> new PythonPeer(model);
            case "before" -> new PackagedApplication("Before", options.before(), options.jvm());
            case "bactrian" -> bactrian(options);
            case "watched" -> new WatchedApplication(bactrian(options));
            default -> throw new IllegalArgumentException(
                    "-Dbench.contenders=" + String.join(",", options.contenders())
                            + ": expected some of broker, node, go, python, before, bactrian, watched, not " + name);
        };
    }

    private static PackagedApplication bactrian(Options options) {
        return new PackagedApplication("Bactrian", Path.of("target", "quarkus-app", "quarkus-run.jar"), options.jvm());
    }

    private static void report(Options options, List<Table.Column> columns, Set<String> complaints) {
        System.out.printf(
                "%n%s%n%d devices, QoS 1, %,d messages of warm-up, %d s a stretch, %d rounds; open loop %,d messages/s, closed loop %d outstanding%n%n%s%n",
                Machine.describe(), options.devices(), options.warmUp(), options.seconds(), options.repeat(),
                options.rate(), options.outstanding(), Table.of(columns, options.rate()));
        demandNone(complaints);
    }

    static void demandMosquitto() {
        if (MosquittoBroker.executable().isEmpty()) {
            throw new IllegalStateException(
                    "NOTHING MEASURED: no mosquitto on PATH or in /usr/sbin; install it (Debian: apt-get install mosquitto)");
        }
    }

    /** Where logs of this run go. */
    static Path target() {
        return Path.of("target", "bench", LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")));
    }

    static void demandNone(Collection<String> complaints) {
        complaints.forEach(System.out::println);
        if (!complaints.isEmpty()) {
            throw new IllegalStateException("The table is not whole, or messages went astray: see the lines above");
        }
    }
}
