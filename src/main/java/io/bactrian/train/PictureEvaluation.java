package io.bactrian.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Of a fit that sees pictures.
 *
 * @param metrics   measured on pictures it was not fitted on
 * @param confusion of labels, or null
 */
record PictureEvaluation(Map<String, Double> metrics, Confusion confusion) implements Evaluation {
    PictureEvaluation {
        Map<String, Double> rounded = new LinkedHashMap<>(metrics);
        rounded.replaceAll((name, value) -> Evaluation.rounded(value));
        metrics = rounded;
    }

    @Override
    public String html() {
        if (confusion == null) {
            return "";
        }
        List<String> labels = confusion.labels();
        List<String> header = Stream.concat(Stream.of("drawn"), labels.stream())
                .toList();
        List<List<String>> rows = new ArrayList<>();
        for (int drawn = 0; drawn < labels.size(); drawn++) {
            List<String> row = new ArrayList<>(List.of(labels.get(drawn)));
            for (long count : confusion.counts()[drawn]) {
                row.add(Long.toString(count));
            }
            rows.add(row);
        }
        return Html.section("What was answered", Html.table(header, rows));
    }
}
