package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.bactrian.kit.Application;
import io.bactrian.kit.MetricsReceiver;
import io.bactrian.kit.MetricsReceiver.Export;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Ports;
import io.bactrian.kit.Site;

/** Metrics of the packaged application at a collector that comes and goes. */
class MetricsPushIT {
    private static final Duration PATIENCE = Patience.LONG;
    private static final String SECRET = "tell-nobody-at-all";

    private final int port = Ports.free();

    private Application configure(Application application) {
        return application.with("bactrian.metrics.otlp.endpoint", MetricsReceiver.url(port))
                .with("bactrian.metrics.otlp.interval", "5s").with("bactrian.metrics.otlp.min-free", "0")
                .environment("BACTRIAN_METRICS_OTLP_HEADERS", "Authorization=Bearer%20" + SECRET);
    }

    @Test
    void whatWasNotTakenOverAnOutageAndAKillFollowsAndNobodyIsHarmed() throws IOException {
        try (var site = new Site("pushed", 2, this::configure).open()) {
            Application application = site.application();
            Path spool = application.directory().resolve("spool/metrics");
            site.fleet().send(70, 100);
            site.await("answers", PATIENCE, () -> site.ledger().unanswered() == 0);
            double before = application.metrics().sum("bactrian_metrics_push_waiting");
            site.await("waiting exports", PATIENCE,
                    () -> application.metrics().sum("bactrian_metrics_push_waiting") >= before + 2
                            && application.metrics().sum("bactrian_metrics_push_connected") == 0);
            assertThat(application.ready()).isTrue();
            assertThat(Files.readString(application.log())).containsOnlyOnce("Metrics do not reach");
            application.kill();
            int waited = spool.toFile().list().length;
            assertThat(waited).isGreaterThanOrEqualTo(2);
            application.start();

            try (var collector = new MetricsReceiver(port)) {
                site.await("all of them", PATIENCE, () -> collector.taken().size() > waited
                        && application.metrics().sum("bactrian_metrics_push_waiting") == 0);
                site.await("the state", PATIENCE, () -> application.metrics().sum("bactrian_metrics_push_connected") == 1);

                List<Export> exports = new ArrayList<>(collector.taken());
                assertThat(exports.stream().map(MetricsPushIT::time).toList()).isSorted().doesNotHaveDuplicates();
                assertThat(answers(exports.get(waited - 1))).as("the last before the kill").isPositive();
                assertThat(exports).allSatisfy(export -> {
                    assertThat(export.resource()).containsEntry("service.name", "bactrian").containsKey("service.instance.id");
                    assertThat(export.headers().getFirst("Authorization")).isEqualTo("Bearer " + SECRET);
                });
                assertThat(Files.readString(application.log())).doesNotContain(SECRET);
            }
        }
    }

    @Test
    void whatIsPushedIsWhatThePageHas() {
        try (var collector = new MetricsReceiver(port); var site = new Site("same", 1, this::configure).open()) {
            site.fleet().send(70, 100);
            site.await("answers", PATIENCE, () -> site.ledger().unanswered() == 0);
            int before = collector.taken().size();
            site.await("two exports", PATIENCE, () -> collector.taken().size() >= before + 2);

            Set<String> page = names(site.application().metrics().series().keySet());
            assertThat(page).contains("bactrian_reply_seconds_count", "jvm_memory_used_bytes", "bactrian_answers_total");
            assertThat(names(collector.taken().get(before + 1).values().keySet())).isEqualTo(page);
            assertThat(Path.of(site.application().directory() + "/spool/metrics").toFile().list()).isEmpty();
        }
    }

    private static Set<String> names(Set<String> series) {
        return series.stream().map(each -> each.split("\\{")[0]).collect(Collectors.toCollection(TreeSet::new));
    }

    private static long time(Export export) {
        return export.metric("bactrian_mqtt_received_total").getSum().getDataPoints(0).getTimeUnixNano();
    }

    private static double answers(Export export) {
        return export.values().entrySet().stream().filter(each -> each.getKey().startsWith("bactrian_answers_total"))
                .mapToDouble(each -> each.getValue()).sum();
    }
}
