package io.bactrian.activity;

import static io.bactrian.activity.ActivityRig.JSON;
import static io.bactrian.activity.ActivityRig.labels;
import static io.bactrian.activity.ActivityRig.names;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.enrich.Enriched;
import io.bactrian.model.Manifest;

/** A device's last answers, anomaly and channels. */
class DeviceHistoryTest {
    private static final long DAY = 86_400_000;

    private final ActivityRig rig = new ActivityRig();

    @Test
    void theLast300AnswersAreKeptAndThoseAfterANumberAreAskedFor() {
        for (int i = 1; i <= 1_000; i++) {
            rig.now += 7;
            rig.answer("pump-1", i);
        }

        ScoreHistory.Points all = rig.activity.device("pump-1", 0, 0).history();
        assertThat(all.written()).isEqualTo(1_000);
        assertThat(all.scores()).hasSize(300).startsWith(701f).endsWith(1_000f);
        assertThat(all.at()).startsWith(rig.now - 299 * 7).endsWith(rig.now);
        assertThat(rig.activity.device("pump-1", 998, 0).history().scores()).containsExactly(999f, 1_000f);
        assertThat(rig.activity.device("pump-1", 1_000, 0).history().scores()).isEmpty();
        assertThat(rig.activity.device("pump-1", 5_000, 0).history().scores()).isEmpty();
        assertThat(rig.page("", "", 1, 3).devices().get(0).history().scores()).containsExactly(998f, 999f, 1_000f);
    }

    @Test
    void timesAreRightOverMonthsAndAClockThatGoesBackStandsStill() {
        List<Long> expected = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            rig.now += 40 * DAY;
            rig.answer("pump-1", i);
            expected.add(rig.now);
        }
        long last = rig.now;
        rig.now -= DAY;
        rig.answer("pump-1", 99);
        expected.add(last);

        assertThat(rig.activity.device("pump-1", 0, 0).history().at())
                .isEqualTo(expected.stream().mapToLong(Long::longValue).toArray());
    }

    @Test
    void whatWasBeforeASilenceLongerThanTimesCanSayIsLeftOut() {
        rig.answer("pump-1", 1);
        rig.now += 60 * DAY;
        rig.answer("pump-1", 2);

        assertThat(rig.activity.device("pump-1", 0, 0).history().scores()).containsExactly(2f);
        assertThat(rig.activity.device("pump-1", 0, 0).history().at()).containsExactly(rig.now);
    }

    @Test
    void labelsThatAreTextsOfAModelAreBounded() {
        for (int i = 0; i < 100; i++) {
            Enriched input = DeviceMessages.input("pump-1", 1);
            rig.activity.answered(input, DeviceMessages.labelled(input, "label " + i + " " + "x".repeat(10_000)));
        }

        DeviceSnapshot pump = rig.activity.device("pump-1", 0, 0);
        assertThat(pump.label()).hasSize(ScoreHistory.LONGEST_LABEL + 1);
        assertThat(pump.history().names()).hasSize(16).filteredOn(name -> name != null)
                .allSatisfy(name -> assertThat(name).hasSizeLessThanOrEqualTo(ScoreHistory.LONGEST_LABEL + 1));
        assertThat(labels(pump.history())).endsWith("other").startsWith(pump.history().names()[1]);
    }

    @Test
    void channelsAreKeptAsTheyWereSentFromWhenSomebodyLooksUntilNobodyDoes() {
        rig.answer("pump-1", 1);
        assertThat(rig.activity.device("pump-1", 0, 0).channels().at()).as("nobody looked before").isEmpty();
        rig.answer("pump-1", 1, 10, 20);
        rig.answer("pump-1", 1, 11, 21);

        ChannelHistory.Rows rows = rig.activity.device("pump-1", 0, 1).channels();
        assertThat(rows.names()).containsExactly("flow", "head");
        assertThat(rows.written()).isEqualTo(2);
        assertThat(rows.values()).containsExactly(11, 21);

        rig.now += 10_001;
        rig.answer("pump-1", 1, 12, 22);
        assertThat(rig.activity.device("pump-1", 0, 0).channels().at()).as("nobody looked for long").isEmpty();
    }

    @Test
    void channelsOfANewVersionBeginAnew() {
        rig.answer("pump-1", 1);
        rig.activity.device("pump-1", 0, 0);
        rig.answer("pump-1", 1, 10, 20);
        Manifest second = DeviceMessages.detector("2");
        Enriched input = DeviceMessages.input("pump-1", 12, 22);
        rig.activity.answered(input, DeviceMessages.output(input, second, 1));

        assertThat(rig.activity.device("pump-1", 0, 0).channels().values()).containsExactly(12, 22);
        assertThat(rig.activity.device("pump-1", 0, 0).model()).isSameAs(second);
    }

    @Test
    void noMoreDevicesThanTheMostHaveTheirChannelsKept() {
        DeviceActivity many = new DeviceActivity(100, 1 << 20, () -> rig.now);
        for (int i = 0; i < 100; i++) {
            Enriched input = DeviceMessages.input("pump-" + i, 1, 2);
            many.answered(input, DeviceMessages.output(input, 1));
        }

        assertThat(kept(many)).isEqualTo(DeviceActivity.MOST_WATCHED);
        rig.now += 10_001;
        assertThat(many.device("pump-99", 0, 0).channels()).as("others look no more").isNotNull();
    }

    @Test
    void theLastAnomalyIsKeptWithWhy() throws Exception {
        rig.answer("pump-1", 8);
        long then = rig.now;
        rig.now += 1_000;
        rig.answer("pump-1", 1);

        JsonNode anomaly = rig.json("pump-1").path("anomaly");
        assertThat(anomaly.path("at").asLong()).isEqualTo(then);
        assertThat(anomaly.path("label").asText()).isEqualTo("anomaly");
        assertThat(anomaly.path("why")).isEqualTo(
                JSON.readTree("[{\"channel\":\"flow\",\"share\":0.75},{\"channel\":\"head\",\"share\":-0.25}]"));
    }

    private static long kept(DeviceActivity many) {
        return IntStream.range(0, 100).filter(i -> many.device("pump-" + i, 0, 0).channels() != null).count();
    }
}
