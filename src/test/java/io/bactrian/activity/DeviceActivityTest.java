package io.bactrian.activity;

import static io.bactrian.activity.ActivityRig.JSON;
import static io.bactrian.activity.ActivityRig.labels;
import static io.bactrian.activity.ActivityRig.names;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.activity.DeviceSnapshot.State;
import io.bactrian.enrich.Enriched;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.ErrorCode;

/** Which devices are kept, with which last answer, and how they are found. */
class DeviceActivityTest {
    private final ActivityRig rig = new ActivityRig();

    @Test
    void aDevicesLastAnswerIsKeptWithItsModelWindowScoreAndLabel() {
        rig.answer("pump-1", 1.5);
        rig.now += 1_000;
        rig.answer("pump-1", 2.5);

        DeviceSnapshot pump = rig.activity.device("pump-1", 0, 0);
        assertThat(pump.state()).isEqualTo(State.ANSWERED);
        assertThat(pump.seen()).isEqualTo(rig.now);
        assertThat(pump.label()).isEqualTo("anomaly");
        assertThat(pump.score()).isEqualTo(2.5);
        assertThat(pump.model().version()).isEqualTo("1");
        assertThat(pump.have()).isEqualTo(30);
        assertThat(pump.need()).isEqualTo(30);
        assertThat(pump.answers()).isEqualTo(2);
        assertThat(pump.history().at()).containsExactly(rig.now - 1_000, rig.now);
        assertThat(pump.history().scores()).containsExactly(1.5f, 2.5f);
        assertThat(labels(pump.history())).containsExactly("normal", "anomaly");
        assertThat(rig.activity.device("pump-2", 0, 0)).isNull();
    }

    @Test
    void aDeviceWhoseWindowFillsSaysHowFarItIs() {
        Enriched full = DeviceMessages.input("pump-1", 1, 2);
        rig.activity.warming(new Enriched(full.telemetry(), full.profile(), full.model(), null, null, 7, null), full.model());

        DeviceSnapshot pump = rig.activity.device("pump-1", 0, 0);
        assertThat(pump.state()).isEqualTo(State.WARMING);
        assertThat(pump.have()).isEqualTo(7);
        assertThat(pump.need()).isEqualTo(30);
        assertThat(pump.answers()).isZero();
    }

    @Test
    void refusalsAreCountedAndTheLastSaysWhy() {
        rig.answer("pump-1", 1);
        rig.activity.refused("pump-1", new BadInput(ErrorCode.WRONG_COUNT, "3 features"));
        rig.now += 5;
        rig.activity.refused("pump-1", new BadInput(ErrorCode.NOT_JSON, "not JSON: " + "x".repeat(1_000)));

        DeviceSnapshot pump = rig.activity.device("pump-1", 0, 0);
        assertThat(pump.state()).isEqualTo(State.REFUSED);
        assertThat(pump.errors()).isEqualTo(2);
        assertThat(pump.refusal().code()).isEqualTo(ErrorCode.NOT_JSON);
        assertThat(pump.refusal().at()).isEqualTo(rig.now);
        assertThat(pump.refusal().message()).startsWith("not JSON").hasSizeLessThanOrEqualTo(301);
        assertThat(pump.label()).as("of the last answer").isEqualTo("normal");
    }

    @Test
    void namesThatAreNoDevicesDriveNoDeviceOut() {
        rig.answer("pump-1", 1);
        for (int i = 0; i < 1_000; i++) {
            rig.now++;
            rig.activity.refused("made-up-" + i, new BadInput(ErrorCode.UNKNOWN_DEVICE, "not in the directory"));
            rig.activity.refused("made up " + i, new BadInput(ErrorCode.BAD_DEVICE_NAME, "no name"));
        }

        assertThat(names(rig.page("", "", 100, 0))).containsExactly("pump-1");
        assertThat(rig.activity.forgotten()).isZero();
    }

    @Test
    void thoseNotSeenForLongestGoFirst() {
        for (int i = 0; i < 10; i++) {
            rig.now++;
            rig.answer("pump-" + i, 1);
        }
        rig.now++;
        rig.answer("pump-0", 1);
        rig.now++;
        rig.answer("pump-new", 1);

        assertThat(names(rig.page("", "", 100, 0))).contains("pump-0", "pump-new").doesNotContain("pump-1");
        assertThat(rig.activity.size()).isEqualTo(10);
        assertThat(rig.activity.forgotten()).isEqualTo(1);
    }

    @Test
    void howeverManyNamesComeNoMoreThanTheMostAreKept() {
        DeviceActivity large = new DeviceActivity(1_000, Long.MAX_VALUE, () -> rig.now);
        for (int i = 0; i < 20_000; i++) {
            rig.now++;
            Enriched input = DeviceMessages.input("pump-" + i, 1, 2);
            large.answered(input, DeviceMessages.output(input, 1));
            assertThat(large.size()).isLessThanOrEqualTo(1_000);
        }

        assertThat(large.size()).isGreaterThan(900);
        assertThat(large.historyBytes()).isEqualTo((long) large.size() * ScoreHistory.BYTES);
        assertThat(large.page(new DeviceQuery("", "", 1_000, 0), 0).devices()).hasSize(large.size());
    }

    @Test
    void devicesBeyondTheMemoryOfHistoriesAreListedWithout() {
        DeviceActivity scarce = new DeviceActivity(3, 2L * ScoreHistory.BYTES, () -> rig.now);
        for (String device : List.of("a", "b", "c")) {
            rig.now++;
            Enriched input = DeviceMessages.input(device, 1, 2);
            scarce.answered(input, DeviceMessages.output(input, 1));
        }

        assertThat(scarce.device("b", 0, 0).history().scores()).hasSize(1);
        assertThat(scarce.device("c", 0, 0).history()).isNull();
        assertThat(scarce.device("c", 0, 0).score()).isEqualTo(1);
        assertThat(scarce.historyBytes()).isEqualTo(2L * ScoreHistory.BYTES);
        rig.now++;
        Enriched input = DeviceMessages.input("d", 1, 2);
        scarce.answered(input, DeviceMessages.output(input, 1));
        assertThat(scarce.device("d", 0, 0).history()).as("the memory of the one that has gone").isNotNull();
    }

    @Test
    void whereNoneAreToBeKeptNoneAre() {
        DeviceActivity off = new DeviceActivity(0, 1 << 20, () -> rig.now);
        Enriched input = DeviceMessages.input("pump-1", 1, 2);
        off.answered(input, DeviceMessages.output(input, 1));
        off.warming(input, DeviceMessages.DETECTOR);
        off.refused("pump-1", new BadInput(ErrorCode.EMPTY, "empty"));

        assertThat(off.size()).isZero();
    }

    @Test
    void pagesAreSortedByNameAndSayWhereTheyGoOn() {
        for (String device : List.of("c", "a", "e", "b", "d")) {
            rig.answer(device, 1);
        }

        DevicePage first = rig.page("", "", 2, 0);
        assertThat(names(first)).containsExactly("a", "b");
        assertThat(first.known()).isEqualTo(5);
        assertThat(first.next()).isEqualTo("b");
        assertThat(names(rig.page("", "b", 2, 0))).containsExactly("c", "d");
        DevicePage last = rig.page("", "d", 2, 0);
        assertThat(names(last)).containsExactly("e");
        assertThat(last.next()).isNull();
        assertThat(rig.page("", "", 5, 0).next()).as("exactly full").isNull();
    }

    @Test
    void aSearchFindsPartsOfNamesModelsAndLabelsAndStates() {
        rig.answer("pump-north-1", 1);
        rig.answer("pump-south-1", 5);
        rig.activity.refused("pump-south-2", new BadInput(ErrorCode.EMPTY, "empty"));

        assertThat(names(rig.page("SOUTH", "", 10, 0))).containsExactly("pump-south-1", "pump-south-2");
        assertThat(names(rig.page("anomal", "", 10, 0))).containsExactly("pump-south-1");
        assertThat(names(rig.page("pumps", "", 10, 0))).containsExactly("pump-north-1", "pump-south-1");
        assertThat(names(rig.page("refused", "", 10, 0))).containsExactly("pump-south-2");
        assertThat(names(rig.page("nothing", "", 10, 0))).isEmpty();
    }

    @Test
    void whatHasChangedSinceIsAskedForWithinTheSameDevices() {
        rig.answer("a", 1);
        rig.answer("b", 1);
        long then = ++rig.now;
        rig.answer("b", 2);
        rig.answer("c", 2);

        assertThat(names(rig.activity.page(new DeviceQuery("", "", 2, 0), then))).containsExactly("b");
        assertThat(names(rig.activity.page(new DeviceQuery("", "", 3, 0), then))).containsExactly("b", "c");
    }

    @Test
    void aTextThatIsNoTextOfUnicodeHidesNoOther() throws Exception {
        Enriched input = DeviceMessages.input("pump-1", 1);
        rig.activity.answered(input, DeviceMessages.labelled(input, "half \ud83d"));
        rig.answer("pump-2", Double.NaN);

        JsonNode page = JSON.readTree(DeviceActivityJson.page(rig.page("", "", 10, 10)));
        assertThat(page.at("/devices/0/label").asText()).isEqualTo("half \ufffd");
        assertThat(page.at("/devices/1/device").asText()).isEqualTo("pump-2");
        assertThat(page.at("/devices/1/score").isMissingNode()).isTrue();
        assertThat(page.at("/devices/1/scores/0").isNull()).isTrue();
    }
}
