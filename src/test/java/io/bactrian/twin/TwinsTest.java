package io.bactrian.twin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.kit.ExpectedErrors;

/** One update a second, by a clock of the test, to twins that answer as KubeEdge's were seen to. */
@ExpectedErrors("io.bactrian.twin")
class TwinsTest {
    private static final int PERIOD = 10;

    private final EdgeHub hub = new EdgeHub(Set.of("default/pump-1", "default/pump-2", "line/pump-3"));
    private long now = 1;
    private final Twins twins = new Twins(new TwinSettings(Pattern.compile("pumps"), "inference-", "default",
            Duration.ofSeconds(PERIOD)), () -> now);
    private final List<String> topics = new ArrayList<>();

    private void seconds(int count) {
        for (int i = 0; i < count; i++) {
            now += Duration.ofSeconds(1).toNanos();
            twins.next().ifPresent(update -> {
                topics.add(update.topic());
                hub.answer(update.topic(), update.payload()).ifPresent(result -> twins.result(result.payload()));
            });
        }
    }

    @Test
    void anAnswerReachesTheClusterThoughTheFirstReportArrivesEmpty() {
        twins.answered("pump-1", "normal", 0.5, "3");
        seconds(1);
        assertThat(hub.inCluster("default/pump-1")).containsEntry("inference-label", "");

        seconds(2 * PERIOD);
        assertThat(hub.inCluster("default/pump-1")).isEqualTo(
                Map.of("inference-label", "normal", "inference-score", "0.5", "inference-version", "3"));
        assertThat(topics).containsOnly("$hw/events/device/default/pump-1/twin/update");
        assertThat(twins.confirmed()).isEqualTo(2);
    }

    @Test
    void whatDoesNotChangeIsNotReportedAgain() {
        twins.answered("pump-1", "normal", 0.5, "3");
        seconds(3 * PERIOD);
        int before = hub.updates();
        for (int i = 0; i < 100; i++) {
            twins.answered("pump-1", "normal", 0.5 + i * 1e-9, "3");
            seconds(1);
        }

        assertThat(before).isEqualTo(2);
        assertThat(hub.updates()).isEqualTo(before);
    }

    @Test
    void aDeviceHasOneReportAPeriodAndTheLastAnswerCounts() {
        for (int i = 0; i < 100; i++) {
            twins.answered("pump-1", "l" + i, i, "3");
            seconds(1);
        }

        assertThat(hub.updates()).isEqualTo(100 / PERIOD);
        twins.answered("pump-1", "last", 1, "3");
        seconds(PERIOD);
        assertThat(hub.inCluster("default/pump-1")).containsEntry("inference-label", "last");
    }

    @Test
    void anotherLabelGoesBeforeAnotherScore() {
        twins.answered("pump-1", "normal", 1, "3");
        twins.answered("pump-2", "normal", 1, "3");
        seconds(5 * PERIOD);
        topics.clear();

        twins.answered("pump-1", "normal", 2, "3");
        twins.answered("pump-2", "anomaly", 1, "3");
        seconds(1);
        assertThat(topics).containsExactly("$hw/events/device/default/pump-2/twin/update");
        seconds(1);
        assertThat(topics).endsWith("$hw/events/device/default/pump-1/twin/update");
    }

    @ParameterizedTest
    @CsvSource({"1e20,100000000000000000000", "0.00001234567,0.0000123457", "-2.5,-2.5", "3,3", "123456789,123457000"})
    void scoresArePlainDecimals(double score, String text) {
        assertThat(TwinText.of(score)).isEqualTo(text);
    }

    @Test
    void whatTwinsDoNotTakeIsReplacedAndWhatHasNoValueIsLeftOut() {
        twins.answered("line/pump-3", "Ventil {zu} + \u6c34 100%", Double.NaN, "3");
        twins.answered("pump-1", null, 1e-320, "3");
        twins.answered("pump-2", "x".repeat(600), Double.POSITIVE_INFINITY, "3");
        seconds(5 * PERIOD);

        assertThat(hub.inCluster("line/pump-3")).isEqualTo(
                Map.of("inference-label", "Ventil__zu______100_", "inference-version", "3"));
        assertThat(hub.inCluster("default/pump-1")).containsOnlyKeys("inference-score", "inference-version");
        assertThat(hub.inCluster("default/pump-2").get("inference-label")).hasSize(512);
        assertThat(twins.confirmed()).isEqualTo(6);
    }

    @Test
    void aDeviceThatIsNoMemberIsNamedAndAskedForLessAndLess() {
        for (int i = 0; i < 20 * PERIOD; i++) {
            twins.answered("ghost", "normal", 1, "3");
            seconds(1);
        }

        assertThat(twins.problems().get("default/ghost")).startsWith("404 update rejected due to the device is not existed; ")
                .contains("delete the Device and create it again while the node is connected");
        assertThat(hub.updates()).isBetween(3, 5);
        assertThat(twins.refused()).isEqualTo(hub.updates());
    }

    @Test
    void aRemovedDeviceThatSendsNoMoreIsForgottenAndOneThatIsBackIsReported() {
        twins.answered("ghost", "normal", 1, "3");
        seconds(100 * PERIOD);
        assertThat(twins.problems()).isEmpty();
        assertThat(hub.updates()).isEqualTo(2);

        twins.answered("ghost", "normal", 1, "3");
        seconds(1);
        assertThat(twins.problems()).containsOnlyKeys("default/ghost");
    }

    @Test
    void aRefusalIsSaidWithItsReasonAndTheAnswerIsReportedAgain() throws IOException {
        twins.answered("pump-1", "normal", 1, "3");
        now += Duration.ofSeconds(1).toNanos();
        String event = new ObjectMapper().readTree(twins.next().orElseThrow().payload()).path("event_id").asText();
        twins.result(("{\"event_id\":\"" + event + "\",\"code\":500,\"reason\":\"the store is locked\"}")
                .getBytes(StandardCharsets.UTF_8));

        assertThat(twins.problems()).containsEntry("default/pump-1", "500 the store is locked");
        assertThat(twins.refused()).isEqualTo(1);
        assertThat(twins.confirmed()).isZero();

        seconds(20 * PERIOD);
        assertThat(hub.inCluster("default/pump-1")).containsEntry("inference-label", "normal");
        assertThat(twins.problems()).isEmpty();
    }

    @Test
    void withoutAnEdgeHubOneUpdateIsUnderWayAndReportedAgainOnceThereIsOne() {
        twins.answered("pump-1", "normal", 1, "3");
        for (int i = 0; i < 50; i++) {
            now += Duration.ofSeconds(1).toNanos();
            twins.next().ifPresent(update -> topics.add(update.topic()));
        }
        assertThat(topics).hasSize(1);
        assertThat(twins.unanswered()).isEqualTo(1);
        assertThat(twins.problems().get("default/pump-1")).contains("no result came");

        seconds(20 * PERIOD);
        assertThat(hub.inCluster("default/pump-1")).containsEntry("inference-label", "normal");
        assertThat(twins.problems()).isEmpty();
    }

    @Test
    void moreDevicesThanAreReportedAreSaid() {
        for (int i = 0; i < 10_000; i++) {
            twins.answered("pump-" + i, "normal", 1, "3");
        }
        twins.answered("pump-1", "normal", 1, "3");
        assertThat(twins.problems()).isEmpty();
        twins.answered("one-more", "normal", 1, "3");
        assertThat(twins.problems().get("10000 devices")).contains("not reported");
    }

    @Test
    void othersResultsAndWhatIsNoJsonAreNobodys() {
        twins.answered("pump-1", "normal", 1, "3");
        now += Duration.ofSeconds(1).toNanos();
        assertThat(twins.next()).isPresent();

        twins.result("{\"event_id\":\"\",\"code\":400,\"reason\":\"of a mapper\"}"
                .getBytes(StandardCharsets.UTF_8));
        twins.result("{\"event_id\":\"u3\"}".getBytes(StandardCharsets.UTF_8));
        twins.result(new byte[]{1, 2});

        assertThat(twins.problems()).isEmpty();
        assertThat(twins.confirmed() + twins.refused()).isZero();
    }

    @Test
    void onlyTheNamedModelsAreReported() {
        assertThat(twins.reports("pumps")).isTrue();
        assertThat(twins.reports("others")).isFalse();
        assertThat(new Twins(TwinSettings.OFF, () -> now).reports("pumps")).isFalse();
    }
}
