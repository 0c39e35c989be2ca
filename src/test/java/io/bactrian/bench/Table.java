package io.bactrian.bench;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The results as one Markdown table, a column a contender. */
final class Table {
    static final String CONTENDER = "contender";
    static final String MOSQUITTO = "mosquitto";
    static final String KAFKA = "Kafka";
    static final String GENERATOR = "load generator";
    private final List<Result> results;
    private final StringBuilder text = new StringBuilder();

    private Table(List<Result> results) {
        this.results = results;
    }

    static String of(List<Result> results, int rate) {
        var table = new Table(results);
        table.row("", Result::contender);
        table.text.append("| --- |").append(" ---: |".repeat(results.size())).append('\n');
        table.row("messages/s at saturation", result -> "%,.0f".formatted(result.saturated().phase().perSecond()));
        table.stretch("at %,d/s".formatted(rate), Result::paced);
        table.stretch("at saturation", Result::saturated);
        for (var process : List.of(CONTENDER, MOSQUITTO, KAFKA)) {
            table.row("resident memory MB, " + process, result -> Optional.ofNullable(result.memory().get(process))
                    .map(bytes -> "%,d".formatted(bytes >> 20)).orElse("–"));
        }
        table.row("start to first answer ms",
                result -> result.startUp().map(time -> "%,d".formatted(time.toMillis())).orElse("–"));
        table.row("messages sent, windows full", result -> "%,d".formatted(result.sent()));
        table.row("of them answered once, sampled once",
                result -> result.problems().isEmpty() ? "all" : String.join("; ", result.problems()));
        return table.text.toString();
    }

    private void stretch(String when, Function<Result, Stretch> which) {
        for (var process : List.of(CONTENDER, MOSQUITTO, KAFKA, GENERATOR)) {
            row("CPU µs/message " + when + ", " + process, result -> Optional.ofNullable(which.apply(result).cpu().get(process))
                    .map("%.1f"::formatted).orElse("–"));
        }
        row("p50 / p99 / p99.9 / max ms " + when, result -> latencies(which.apply(result).phase()));
        row("last sample in Kafka, ms after the last answer, " + when, result -> result.samples()
                .map(any -> behind(which.apply(result).behind())).orElse("–"));
    }

    private static String behind(Duration time) {
        return time.toMillis() < 100 ? "< 100" : "%,d".formatted(time.toMillis());
    }

    private static String latencies(Phase phase) {
        return "%.2f / %.2f / %.2f / %.1f".formatted(phase.p50() / 1e3, phase.p99() / 1e3, phase.p999() / 1e3,
                phase.max() / 1e3);
    }

    private void row(String name, Function<Result, String> cell) {
        text.append("| ").append(name).append(" |");
        results.forEach(result -> text.append(' ').append(cell.apply(result)).append(" |"));
        text.append('\n');
    }
}
