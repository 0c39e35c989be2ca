package io.bactrian.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.regex.Pattern;

import io.bactrian.kit.LogToConsole;

/**
 * Measures Bactrian under loads that differ in the number of devices, the length of messages, the number of models and the length of
 * windows, one after the other, and prints a row for each; see bench/README.md.
 */
public final class ScaleBench {
    /** Beyond this many bytes a second a disk is measured, not this service. */
    private static final int MOST_BYTES_A_SECOND = 10_000_000;
    private static final List<ScalePoint> POINTS = List.of(ScalePoint.devices(100), ScalePoint.devices(10),
            ScalePoint.devices(1_000), ScalePoint.devices(10_000), ScalePoint.payload(1_000), ScalePoint.payload(10_000),
            ScalePoint.payload(100_000), ScalePoint.models(10), ScalePoint.models(100), ScalePoint.window(3),
            ScalePoint.window(300));

    private final Options options = Options.fromSystemProperties();
    private final List<String> rows = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private double usual = Double.NaN;

    private ScaleBench() {
    }

    public static void main(String[] arguments) {
        LogToConsole.from(Level.WARNING);
        new ScaleBench().run(Pattern.compile(System.getProperty(Options.PREFIX + "only", "")));
    }

    private void run(Pattern only) {
        Bench.demandMosquitto();
        var target = Bench.target();
        POINTS.stream().filter(point -> only.matcher(point.name()).find()).forEach(point -> measure(point, target));
        System.out.printf("%n%s%n%,d messages of warm-up, %d s a stretch, closed loop of %d outstanding%n%n",
                Machine.describe(),
                options.warmUp(), options.seconds(), options.outstanding());
        System.out.println("| load | messages/s at saturation | CPU µs/message | … over the first's | messages/s, open loop |"
                + " CPU µs/message, open loop | p50 / p99 ms | resident MB |\n| --- |" + " ---: |".repeat(7));
        rows.forEach(System.out::println);
        Bench.demandNone(complaints);
    }

    private void measure(ScalePoint point, Path target) {
        var folder = target.resolve(point.name().replaceAll("\\W+", "-"));
        try {
            Files.createDirectories(folder);
            var keys = point.prepare(folder);
            var load = options.at(point, MOST_BYTES_A_SECOND);
            var application = new PackagedApplication(point.name(), Path.of("target", "quarkus-app", "quarkus-run.jar"),
                    load.jvm(), keys);
            var result = new Trial(load, point.model(folder), application, target).run();
            result.problems().forEach(problem -> complaints.add(point.name() + ": " + problem));
            rows.add(row(load, result));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalStateException | UncheckedIOException e) {
            complaints.add("FAILED: " + point.name() + ": " + e.getMessage() + " (logs in " + folder + ")");
        }
    }

    private String row(Options load, Result result) {
        var saturated = result.saturated();
        double cpu = saturated.cpu().get(Table.CONTENDER);
        if (rows.isEmpty()) {
            usual = cpu;
        }
        var paced = result.paced();
        return "| %s | %,.0f | %.1f | %.2f | %,d | %.1f | %.2f / %.2f | %d |".formatted(result.contender(),
                saturated.phase().perSecond(), cpu, cpu / usual, load.rate(), paced.cpu().get(Table.CONTENDER),
                paced.phase().p50() / 1e3, paced.phase().p99() / 1e3, result.memory().get(Table.CONTENDER) >> 20);
    }
}
