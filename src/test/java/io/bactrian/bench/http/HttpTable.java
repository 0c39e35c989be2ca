package io.bactrian.bench.http;

import java.util.List;
import java.util.Optional;

/** The measurements as one Markdown table, a row each. */
final class HttpTable {
    /** One stretch. */
    record Row(String model, String encoding, int clients, String server, Load.Measured measured) {
    }

    private final List<Row> rows;

    private HttpTable(List<Row> rows) {
        this.rows = rows;
    }

    static String of(List<Row> rows) {
        return new HttpTable(rows).text();
    }

    private String text() {
        var text = new StringBuilder(
                """
                | model | encoding | clients | server | requests/s | CPU µs/request | requests/CPU s | of the best peer's | p50 ms | p99 ms | p50 over bare |
                | --- | --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
                """);
        for (var row : rows) {
            var measured = row.measured();
            text.append("| %s | %s | %d | %s | %,.0f | %,.0f | %,.0f | %s | %.2f | %.2f | %s |%n".formatted(row.model(),
                    row.encoding(), row.clients(), row.server(), measured.perSecond(), measured.cpuMicros(),
                    measured.perCpuSecond(),
                    row.server().equals("Bactrian") ? peer(row).map("%.2f"::formatted).orElse("–") : "",
                    measured.micros().getValueAtPercentile(50) / 1e3, measured.micros().getValueAtPercentile(99) / 1e3,
                    row.clients() == 1 ? bare(row).map("%+.0f %%"::formatted).orElse("") : ""));
        }
        return text.toString();
    }

    private Optional<Double> peer(Row row) {
        return rows.stream().filter(other -> like(other, row) && other.encoding().equals(row.encoding())
                && !other.server().equals(row.server()))
                .map(other -> other.measured().perCpuSecond()).max(Double::compare)
                .map(best -> row.measured().perCpuSecond() / best);
    }

    private Optional<Double> bare(Row row) {
        return rows.stream().filter(other -> like(other, row) && other.encoding().equals("call") && other != row).findFirst()
                .map(floor -> 100.0 * (row.measured().micros().getValueAtPercentile(50)
                        - floor.measured().micros().getValueAtPercentile(50))
                        / floor.measured().micros().getValueAtPercentile(50));
    }

    private static boolean like(Row one, Row other) {
        return one.model().equals(other.model()) && one.clients() == other.clients();
    }
}
