package io.bactrian.train;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where the model goes, and how it is described. */
public final class OutputOptions {
    private static final int MOST_NAMED = 64;
    static final String TRAINER = "bactrian train 0.1.0";

    @Option(names = "--name", paramLabel = "NAME", showDefaultValue = Visibility.NEVER, description = "of the model (default: pump-anomaly, pump-fault, pump-flow, gauge-reading or face-expression)")
    private String name;
    @Option(names = "--version", paramLabel = "N", showDefaultValue = Visibility.NEVER, description = "of the model (default: the one after the highest that is there)")
    private Integer version;
    @Option(names = "--out", paramLabel = "DIR", defaultValue = "models", description = "the models' directory")
    private Path out;
    @Option(names = "--description", paramLabel = "TEXT", description = "for the manifest (default: says method and channels)")
    private String description;
    @Option(names = "--trained", paramLabel = "TIME", defaultValue = "${env:SOURCE_DATE_EPOCH:-now}", converter = Time.class, description = "when, for the manifest: now, a time such as 2026-01-31T12:00:00Z, or seconds since 1970; one time gives one set of bytes")
    private Instant trained;
    @Option(names = "--report", paramLabel = "PATH", showDefaultValue = Visibility.NEVER, description = "where the report goes: a file that ends with .html, or a directory (default: report.html beside the model)")
    private Path report;
    @Option(names = "--why", paramLabel = "N", defaultValue = "0", description = "answers name the N channels that contribute most to the score, up to 64: the model gets the output contributions, the manifest the key why; 0 for none")
    private int why;
    @Option(names = "--force", showDefaultValue = Visibility.NEVER, description = "replace this version where it exists")
    private boolean force;

    private static final class Time implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return text.equals("now")
                        ? Instant.now().truncatedTo(ChronoUnit.SECONDS)
                        : text.matches("\\d{1,12}") ? Instant.ofEpochSecond(Long.parseLong(text)) : Instant.parse(text);
            } catch (DateTimeException e) {
                throw new TypeConversionException(
                        "'%s' is no time, expected now, a time such as 2026-01-31T12:00:00Z, or seconds since 1970"
                                .formatted(text));
            }
        }
    }

    /** Where the model goes, which is free. */
    public ModelFolder folder(String usualName) {
        TrainingException.unless(why >= 0 && why <= MOST_NAMED, "--why", why, "0 to " + MOST_NAMED);
        String chosen = name == null ? usualName : name;
        ModelFolder folder = version == null ? ModelFolder.next(out, chosen) : new ModelFolder(out, chosen, version);
        if (!force) {
            folder.requireAbsent();
        }
        return folder;
    }

    /** The version whose manifest says that it was fitted on this data, unless it is to be replaced; null where there is none. */
    public ModelFolder fittedOn(String usualName, String data) {
        return force ? null : ModelFolder.fittedOn(out, name == null ? usualName : name, data);
    }

    /** What a version's folder holds, by file name. */
    interface Content {
        Map<String, byte[]> files(String description, ModelYaml.Provenance provenance);
    }

    /** Writes all that belongs to a version, and says what was measured. */
    public void write(ModelFolder folder, Trained trained, PrintWriter terminal) {
        Console console = new Console(terminal, System::nanoTime);
        write(folder, trained.result(console), console);
    }

    /** Writes all that belongs to a version. */
    void write(ModelFolder folder, FitCommand.Result result, Console console) {
        write(folder, result.method(), result.data(), result.evaluation(),
                (text, provenance) -> ModelFolder.files(result.fit(), text, provenance,
                        Golden.of(result.fit(), result.windows(), why > 0), result.reference(), why),
                console);
    }

    /**
     * The same.
     *
     * @param method says what the model does, where no description is given
     * @param data   what it was fitted on
     */
    void write(ModelFolder folder, String method, String data, Evaluation evaluation, Content content, Console console) {
        evaluation.metrics().forEach((metric, value) -> console.say("  %s: %s", metric, value));
        String text = description == null ? method : description;
        ModelYaml.Provenance provenance = new ModelYaml.Provenance(trained.toString(), data, TRAINER,
                evaluation.metrics());
        String page = page(folder, text, provenance, evaluation);
        Map<String, byte[]> files = content.files(text, provenance);
        if (report == null) {
            files.put("report.html", page.getBytes(StandardCharsets.UTF_8));
        } else {
            Path file = report.toString().endsWith(".html")
                    ? report
                    : report.resolve("%s-%d.html".formatted(folder.name(), folder.version()));
            console.say("Wrote %s", writeReport(file, page));
        }
        folder.write(files);
        console.say("Wrote %s: %s", folder.path(), String.join(", ", files.keySet()));
    }

    static String page(ModelFolder folder, String description, ModelYaml.Provenance provenance,
            Evaluation evaluation) {
        List<List<String>> facts = new ArrayList<>();
        facts.add(List.of("trained", provenance.trained()));
        facts.add(List.of("data", provenance.data()));
        facts.add(List.of("trainer", provenance.trainer()));
        provenance.metrics().forEach((metric, value) -> facts.add(List.of(metric, value.toString())));
        return Html.page("%s, version %d".formatted(folder.name(), folder.version()), description,
                Html.table(List.of(), facts) + evaluation.html());
    }

    private static Path writeReport(Path file, String page) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return Files.writeString(file, page);
        } catch (IOException e) {
            throw new TrainingException(
                    "Cannot write %s: %s. Expected a writable place for --report".formatted(file, e), e);
        }
    }
}
