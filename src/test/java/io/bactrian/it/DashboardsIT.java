package io.bactrian.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import io.bactrian.kit.Dashboards;
import io.bactrian.kit.Metrics;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Ports;
import io.bactrian.kit.PromQuery;
import io.bactrian.kit.Site;

/** The packaged application has the metrics that dashboards and alerts ask for. */
class DashboardsIT {
    private static final Duration PATIENCE = Patience.LONG;
    private static final Pattern LABEL = Pattern.compile("([a-z]+)=\"");
    /** Prometheus adds these. */
    private static final Set<String> TARGET = Set.of("job", "instance");

    @Test
    void everyMetricThatADashboardOrAnAlertAsksForIsThereWithItsLabels() {
        try (var site = new Site("seen", 2, application -> application.with("bactrian.drift.enabled", true)
                .with("bactrian.metrics.otlp.endpoint", "http://127.0.0.1:" + Ports.free() + "/v1/metrics")).open()) {
            site.await("meters of the models", PATIENCE,
                    () -> site.application().metrics().series().containsKey("bactrian_drift_level{model=\"pump-anomaly\"}"));
            assertThat(site.application().metrics().series()).as("counted from 0, or increase() does not see the first")
                    .containsEntry("bactrian_model_events_total{event=\"rejected\",model=\"pump-anomaly\"}", 0.0)
                    .containsEntry("bactrian_drift_events_total{event=\"began\",model=\"pump-anomaly\"}", 0.0)
                    .containsEntry("bactrian_dead_letters_sent_again_total{result=\"failed\"}", 0.0);
            site.fleet().send(70, 100);
            site.fleet().publish("devices/seen-0/telemetry", "{".getBytes(UTF_8));
            site.application().post("/v2/models/none/infer", null);
            site.await("answers", PATIENCE, () -> site.ledger().unanswered() == 0
                    && site.application().metrics().sum("bactrian_telemetry_refused_total") > 0);

            Map<String, Set<String>> there = labels(site.application().metrics());
            for (String expression : Dashboards.expressions()) {
                for (PromQuery.Selector each : PromQuery.parse(expression).selectors()) {
                    Set<String> asked = new TreeSet<>(each.labels());
                    asked.removeAll(TARGET);
                    assertThat(there).as(expression).containsKey(each.metric());
                    assertThat(there.get(each.metric())).as(expression).containsAll(asked);
                }
            }
        }
    }

    private static Map<String, Set<String>> labels(Metrics page) {
        Map<String, Set<String>> all = new TreeMap<>();
        page.series().keySet().forEach(series -> {
            Set<String> labels = all.computeIfAbsent(series.split("\\{")[0], name -> new TreeSet<>());
            LABEL.matcher(series).results().forEach(match -> labels.add(match.group(1)));
        });
        return all;
    }
}
