package io.bactrian.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.bactrian.kit.ChildProcess;

/** One contender between new brokers under the load: start-up, windows filled, warm-up, the open loop, saturation. */
final class Trial {
    private static final int FIRST_ANSWER_SECONDS = 60;
    private static final int WARM_UP_SECONDS = 300;
    private static final Duration KAFKA_PATIENCE = Duration.ofSeconds(120);
    private static final long NO_LIMIT = 50_000_000;
    private final Options options;
    private final Model model;
    private final Contender contender;
    private final Path directory;
    private Servers servers;
    private GeneratorProcess generator;
    private long samplesBefore;
    private long sent;

    Trial(Options options, Model model, Contender contender, Path target) {
        this.options = options;
        this.model = model;
        this.contender = contender;
        this.directory = target.resolve(contender.name().toLowerCase(java.util.Locale.ROOT).replaceAll("\\W+", "-"));
    }

    Result run() {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make " + directory, e);
        }
        contender.prepare(directory);
        try (var started = Servers.start(directory.resolve("kafka"));
                contender;
                var load = new GeneratorProcess(started.mqtt().port(), contender.answers(), options.devices(), model.channels(),
                        options.payload(), directory.resolve("generator.log"))) {
            servers = started;
            generator = load;
            return measure();
        }
    }

    private Result measure() {
        long start = System.nanoTime();
        contender.launch(servers, directory);
        var firstAnswer = generator.awaitFirstAnswer(FIRST_ANSWER_SECONDS, start);
        var startUp = contender.process().map(process -> firstAnswer);
        say("first answer after " + firstAnswer.toMillis() + " ms; warming up with " + options.warmUp() + " messages");
        generator.saturate(options.devices(), (long) options.devices() * model.window(), FIRST_ANSWER_SECONDS);
        samplesBefore = servers.samples().quiet();
        var warmUp = stretch(() -> generator.saturate(options.outstanding(), options.warmUp(), WARM_UP_SECONDS));
        say("warm-up: " + summary(warmUp) + "; now " + options.rate() + " messages/s");
        var settling = stretch(() -> generator.pace(options.rate(), Math.max(2, options.seconds() / 5)));
        var paced = stretch(() -> generator.pace(options.rate(), options.seconds()));
        say("open loop: " + summary(paced) + "; now saturation");
        startRecording();
        var saturated = stretch(() -> generator.saturate(options.outstanding(), NO_LIMIT, options.seconds()));
        stopRecording();
        say("saturation: " + summary(saturated));
        var samples = contender.keepsSamples() ? Optional.of(servers.samples().now() - samplesBefore) : Optional.<Long>empty();
        var phases = List.of(warmUp.phase(), settling.phase(), paced.phase(), saturated.phase());
        return new Result(contender.name(), startUp, paced, saturated, memory(), sent, samples,
                Result.problems(phases, samples));
    }

    private interface Load {
        Phase run();
    }

    private Stretch stretch(Load load) {
        var pids = pids();
        var before = Usage.of(pids);
        var phase = load.run();
        sent += phase.sent();
        demandAnswers(phase);
        var behind = contender.keepsSamples() ? awaitSamples() : Duration.ZERO;
        return new Stretch(phase, Usage.of(pids).perMessage(before, phase.answered()), behind);
    }

    private Duration awaitSamples() {
        long wanted = samplesBefore + sent;
        var taken = servers.samples().await(wanted, KAFKA_PATIENCE);
        long missing = wanted - servers.samples().now();
        if (missing > 0) {
            throw new IllegalStateException("%,d of %,d samples not in Kafka %d s after the last answer"
                    .formatted(missing, sent, taken.toSeconds()));
        }
        return taken;
    }

    /** A stretch with answers missing is the last: what came after it would measure something else. */
    private void demandAnswers(Phase phase) {
        contender.process().filter(process -> !process.alive()).ifPresent(process -> {
            throw new IllegalStateException("its process has ended; " + process.tail(20));
        });
        if (phase.answered() < phase.sent()) {
            throw new IllegalStateException("%,d of %,d messages unanswered 30 s after the last was sent"
                    .formatted(phase.sent() - phase.answered(), phase.sent()));
        }
    }

    private Map<String, Long> pids() {
        var pids = new LinkedHashMap<String, Long>();
        contender.process().ifPresent(process -> pids.put(Table.CONTENDER, process.pid()));
        pids.put(Table.MOSQUITTO, servers.mqtt().process().pid());
        pids.put(Table.KAFKA, servers.kafka().process().pid());
        pids.put(Table.GENERATOR, generator.pid());
        return pids;
    }

    private Map<String, Long> memory() {
        var memory = new LinkedHashMap<String, Long>();
        contender.process().ifPresent(process -> memory.put(Table.CONTENDER, process.residentBytes()));
        memory.put(Table.MOSQUITTO, servers.mqtt().process().residentBytes());
        memory.put(Table.KAFKA, servers.kafka().process().residentBytes());
        return memory;
    }

    private void startRecording() {
        jcmd("JFR.start", "name=bench", "settings=profile");
    }

    private void stopRecording() {
        jcmd("JFR.stop", "name=bench", "filename=" + directory.resolve("saturation.jfr").toAbsolutePath());
    }

    private void jcmd(String... command) {
        if (!options.jfr() || !(contender instanceof PackagedApplication)) {
            return;
        }
        var line = new java.util.ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(contender.process().map(ChildProcess::pid).orElseThrow())));
        line.addAll(List.of(command));
        ChildProcess.start("jcmd", line, Map.of(), directory.resolve("jcmd.log")).awaitEnd(Duration.ofSeconds(60));
    }

    private void say(String what) {
        System.out.println(contender.name() + ": " + what);
    }

    private static String summary(Stretch stretch) {
        var phase = stretch.phase();
        return "%,d answers of %,d, %,.0f/s, p50 %.1f ms, p99 %.1f ms".formatted(phase.answered(), phase.sent(),
                phase.perSecond(),
                phase.p50() / 1e3, phase.p99() / 1e3);
    }
}
