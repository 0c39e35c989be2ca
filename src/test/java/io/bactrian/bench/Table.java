package io.bactrian.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The results as one Markdown table, a column a contender. Of several rounds a cell has the median, and the least and greatest in
 * brackets; ratios are taken within a round.
 */
final class Table {
    static final String CONTENDER = "contender";
    static final String MOSQUITTO = "mosquitto";
    static final String KAFKA = "Kafka";
    static final String GENERATOR = "load generator";
    private static final double NONE = Double.NaN;
    private static final List<String> REFERENCES = List.of("Go peer", "Node.js peer", "Before");
    private final List<Column> columns;
    private final StringBuilder text = new StringBuilder();

    /** A contender's results, one a round. */
    record Column(String contender, List<Result> rounds) {
    }

    private Table(List<Column> columns) {
        this.columns = columns;
    }

    static String of(List<Column> columns, int rate) {
        var table = new Table(columns);
        table.row("", Column::contender);
        table.text.append("| --- |").append(" ---: |".repeat(columns.size())).append('\n');
        table.numbers("messages/s at saturation", "%,.0f", result -> result.saturated().phase().perSecond());
        table.stretch("at %,d/s".formatted(rate), Result::paced);
        table.stretch("at saturation", Result::saturated);
        for (var process : List.of(CONTENDER, MOSQUITTO, KAFKA)) {
            table.numbers("resident memory MB, " + process, "%,.0f",
                    result -> Optional.ofNullable(result.memory().get(process)).map(bytes -> (double) (bytes >> 20))
                            .orElse(NONE));
        }
        table.numbers("start to first answer ms", "%,.0f",
                result -> result.startUp().map(time -> (double) time.toMillis()).orElse(NONE));
        table.row("messages sent, windows full",
                column -> "%,d".formatted(column.rounds().stream().mapToLong(Result::sent).sum()));
        table.row("of them answered once, sampled once", Table::whole);
        return table.text.toString();
    }

    private static String whole(Column column) {
        var problems = column.rounds().stream().flatMap(result -> result.problems().stream()).toList();
        return problems.isEmpty() ? "all" : String.join("; ", problems);
    }

    private void stretch(String when, Function<Result, Stretch> which) {
        ratio("CPU/message " + when + ", ratio to the ", result -> cpu(which.apply(result), CONTENDER));
        for (var process : List.of(CONTENDER, MOSQUITTO, KAFKA, GENERATOR)) {
            numbers("CPU µs/message " + when + ", " + process, "%.1f", result -> cpu(which.apply(result), process));
        }
        numbers("p50 ms " + when, "%.2f", result -> which.apply(result).phase().p50() / 1e3);
        numbers("p99 ms " + when, "%.2f", result -> which.apply(result).phase().p99() / 1e3);
        numbers("p99.9 ms " + when, "%.2f", result -> which.apply(result).phase().p999() / 1e3);
        numbers("max ms " + when, "%.1f", result -> which.apply(result).phase().max() / 1e3);
        row("last sample in Kafka, ms after the last answer, " + when,
                column -> column.rounds().stream().anyMatch(result -> result.samples().isPresent())
                        ? behind(column.rounds().stream().map(result -> which.apply(result).behind())
                                .max(Duration::compareTo).orElseThrow())
                        : "–");
    }

    private static double cpu(Stretch stretch, String process) {
        return stretch.cpu().getOrDefault(process, NONE);
    }

    private static String behind(Duration time) {
        return time.toMillis() < 100 ? "< 100" : "%,d".formatted(time.toMillis());
    }

    private void ratio(String name, ToDoubleFunction<Result> value) {
        REFERENCES.stream().flatMap(wanted -> columns.stream().filter(column -> column.contender().equals(wanted))).findFirst()
                .ifPresent(reference -> row(name + reference.contender() + "'s", column -> cell("%.2f",
                        IntStream.range(0, Math.min(column.rounds().size(), reference.rounds().size()))
                                .mapToDouble(round -> value.applyAsDouble(column.rounds().get(round))
                                        / value.applyAsDouble(reference.rounds().get(round)))
                                .toArray())));
    }

    private void numbers(String name, String format, ToDoubleFunction<Result> value) {
        row(name, column -> cell(format, column.rounds().stream().mapToDouble(value).toArray()));
    }

    private static String cell(String format, double... values) {
        var sorted = Arrays.stream(values).filter(value -> !Double.isNaN(value)).sorted().toArray();
        if (sorted.length == 0) {
            return "–";
        }
        var median = format.formatted(median(sorted).orElseThrow());
        return sorted.length == 1
                ? median
                : (median + " (" + format + "–" + format + ")").formatted(sorted[0], sorted[sorted.length - 1]);
    }

    private static OptionalDouble median(double... sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1
                ? OptionalDouble.of(sorted[middle])
                : Arrays.stream(sorted, middle - 1, middle + 1).average();
    }

    private void row(String name, Function<Column, String> cell) {
        text.append(columns.stream().map(cell).collect(Collectors.joining(" | ", "| " + name + " | ", " |\n")));
    }
}
