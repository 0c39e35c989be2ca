package io.bactrian.command;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

import org.eclipse.microprofile.config.Config;

import io.bactrian.cloud.data.DataExport;
import io.bactrian.cloud.data.DataSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Writes the samples of a data set, with their labels, for whoever trains. The service may run meanwhile. */
@Command(name = "data", mixinStandardHelpOptions = true, usageHelpWidth = 110, sortOptions = false, description = {
    "%nWrites samples that a service with bactrian.role=cloud has collected, with their labels, as JSON lines: what train --data "
            + "reads. The service may run meanwhile. What it says of itself goes to standard error.%n",
    "Example: java -jar quarkus-run.jar data --model pump-fault --labelled --out pump-fault.jsonl",
    "         java -jar quarkus-run.jar train classifier --data pump-fault.jsonl --target label%n"}, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
        "0:the samples are written",
        "1:there is no such data, or it cannot be read or written; the reason is on standard error",
        "2:an option is wrong or missing"})
final class DataCommand implements Callable<Integer> {
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Config config;
    @Option(names = "--model", paramLabel = "NAME", required = true, description = "whose samples")
    private String model;
    @Option(names = "--from", paramLabel = "TIME", converter = Time.class, description = "samples from this time on, such as 2026-01-31 or 2026-01-31T12:00:00Z (default: the first)")
    private Instant from = Instant.MIN;
    @Option(names = "--to", paramLabel = "TIME", converter = Time.class, description = "samples before this time (default: all)")
    private Instant to = Instant.MAX;
    @Option(names = "--labelled", description = "only samples with a label")
    private boolean labelled;
    @Option(names = "--out", paramLabel = "FILE", description = "where to; an existing file is replaced (default: standard output)")
    private Path out;
    @Option(names = "--dir", paramLabel = "FOLDER", description = "the data set (default: data in bactrian.cloud.dir)")
    private Path dir;
    @Spec
    private CommandSpec spec;

    DataCommand(Config config) {
        this.config = config;
    }

    /** A day is its begin, UTC. */
    static final class Time implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return text.length() == "2026-01-31".length()
                        ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                        : Instant.parse(text);
            } catch (DateTimeException e) {
                throw new TypeConversionException("'" + text + "' is no time; expected one such as 2026-01-31T12:00:00Z");
            }
        }
    }

    @Override
    public Integer call() {
        Path folder = dir != null
                ? dir
                : Path.of(config.getOptionalValue("bactrian.cloud.dir", String.class).orElse("cloud"), "data");
        try {
            DataExport data = new DataExport(folder, trust());
            List<String> models = data.models();
            if (!models.contains(model)) {
                return refuse("there is nothing of model '" + model + "' in " + folder.toAbsolutePath() + "; expected one of "
                        + models);
            }
            DataExport.Selection selection = new DataExport.Selection(model, from, to, labelled);
            try (OutputStream target = new BufferedOutputStream(
                    out == null ? new PrintStream(System.out) : Files.newOutputStream(out), 1 << 16)) {
                long written = data.write(selection, target, progress(data.samples(model)));
                say("%,d samples of %s%s", written, model, out == null ? "" : " are in " + out);
            }
            return ExitCode.OK;
        } catch (NoSuchFileException e) {
            return refuse("there is no data set in " + folder.toAbsolutePath() + " (" + e.getFile()
                    + " is missing): correct --dir or bactrian.cloud.dir");
        } catch (IOException e) {
            return refuse(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private List<String> trust() {
        return DataSettings.trust(config.getOptionalValue("bactrian.cloud.data.trust", String.class).orElse(""));
    }

    /** A line a second at most. */
    private LongConsumer progress(long all) {
        long[] said = {System.nanoTime()};
        return seen -> {
            long now = System.nanoTime();
            if (now - said[0] >= EVERY_NANOS) {
                said[0] = now;
                say("%,d of %,d samples (%d %%)", seen, all, Math.min(100, 100 * seen / Math.max(1, all)));
            }
        };
    }

    private int refuse(String reason) {
        say("bactrian: %s", reason);
        return ExitCode.SOFTWARE;
    }

    private void say(String format, Object... args) {
        PrintWriter error = spec.commandLine().getErr();
        error.println(String.format(Locale.ROOT, format, args));
        error.flush();
    }
}
