package io.bactrian.enrich;

import static io.bactrian.enrich.EnricherRig.FLAT;
import static io.bactrian.enrich.EnricherRig.envelope;
import static io.bactrian.enrich.EnricherRig.features;
import static io.bactrian.enrich.EnricherRig.named;
import static io.bactrian.enrich.EnricherRig.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.telemetry.ErrorCode;
import io.bactrian.telemetry.Telemetry;

/** What the directory and the model say of a message. */
@ExpectedErrors("io.bactrian.enrich")
class EnricherTest {
    @TempDir
    private Path dir;
    private EnricherRig rig;

    @BeforeEach
    void start() throws IOException {
        rig = new EnricherRig(dir);
    }

    @Test
    void channelsAreOrderedAsTheModelWantsThem() {
        assertThat(rig.enricher.enrich(named("x", "1", "b", 2, "a", 1)).data()).containsExactly(1, 2);
    }

    @Test
    void calibrationScalesAndShifts() {
        assertThat(rig.enricher.enrich(named("c", "1", "a", 1, "b", 2)).data()).containsExactly(1, 11);
    }

    @Test
    void aValueOutOfTheStatedRangeIsMarkedAsItWasSentAndUsedAllTheSame() {
        ReceivedDirectory received = new ReceivedDirectory(inRange("flat", new ValueRange("bar", true, 0.0, 10.0)));
        Enricher marking = new Enricher(received, rig.models, 2);

        assertThat(marking.enrich(named("r", "1", "a", 99, "b", 10)).outOfRange()).isEmpty();
        assertThat(marking.enrich(named("r", "2", "a", 1, "b", 12)).outOfRange()).containsExactly("b");
        assertThat(marking.enrich(named("r", "3", "a", 1, "b", -1)).outOfRange()).containsExactly("b");
        Enriched broken = marking.enrich(named("r", "4", "a", 1, "b", 5.5));
        assertThat(broken.outOfRange()).containsExactly("b");
        assertThat(broken.data()).as("calibrated by half").containsExactly(1, 2.75);

        received.take(inRange("flat", new ValueRange("bar", false, null, 6.0)));
        assertThat(marking.enrich(named("r", "5", "a", 1, "b", 5.5)).outOfRange()).isEmpty();
    }

    @Test
    void unitsThatDifferAndCalibrationsWithoutEffectAreReportedAndChangeNothing() {
        ReceivedDirectory received = new ReceivedDirectory(inRange("metric", new ValueRange("bar", false, null, null)));
        Enricher reading = new Enricher(received, rig.models, 2);
        rig.models.serve(
                Manifests.of("metric", "1", 1, new Manifest.Feature("a", "g", null), new Manifest.Feature("b", "Pa", null)));
        received.refresh();
        assertThat(received.problem()).as("b is calibrated").isNull();

        received.take(new DeviceDirectory(Map.of("r",
                new DeviceProfile("metric", null, Map.of(), Map.of("c", new DeviceProfile.Calibration(2.0, 0.0)),
                        Map.of("a", new ValueRange("G", false, null, null), "b", new ValueRange("bar", false, null, null)),
                        null)),
                null));
        received.refresh();

        assertThat(received.problem())
                .contains("devices.r: the device's 'b' is in 'bar', and the model 'metric' takes it in 'Pa'",
                        "devices.r.channels.c is no channel")
                .doesNotContain("'a' is in");
        assertThat(reading.enrich(named("r", "1", "a", 1, "b", 2)).data()).containsExactly(1, 2);
    }

    @Test
    void aWindowThatIsNotFullMarksToo() {
        Enricher marking = new Enricher(new ReceivedDirectory(inRange("windowed", new ValueRange(null, false, 0.0, null))),
                rig.models, 2);

        assertThat(marking.enrich(named("r", "1", "a", 1, "b", -1)).outOfRange()).containsExactly("b");
        assertThat(marking.enrich(named("r", "2", "a", 1, "b", 1)).outOfRange()).isEmpty();
        assertThat(marking.enrich(named("r", "3", "a", 1, "b", -1)).outOfRange()).containsExactly("b");
    }

    @Test
    void whileNoDirectoryIsKnownMessagesAreHeld() {
        Enricher waiting = new Enricher(new ReceivedDirectory(DeviceDirectory.missing("not asked yet")), rig.models, 2);

        assertThatThrownBy(() -> waiting.enrich(row("x", "1", 1))).isInstanceOf(ModelUnavailable.class)
                .hasMessage("not asked yet");
    }

    private static DeviceDirectory inRange(String model, ValueRange range) {
        return new DeviceDirectory(
                Map.of("r", new DeviceProfile(model, null, Map.of(), Map.of("b", new DeviceProfile.Calibration(0.5, 0.0)),
                        Map.of("b", range), null)),
                null);
    }

    @Test
    void aDirectoryThatCannotBeReadKeepsThePreviousOne() throws IOException {
        rig.devices("default: {model: flat, modle: flat}\n");
        rig.devices.refresh();

        assertThat(rig.devices.problem()).contains("modle");
        assertThat(rig.enricher.enrich(row("x", "1", 1)).data()).containsExactly(1, 1);
        assertThatThrownBy(() -> new DeviceFile(dir.resolve("devices.yaml"))).hasMessageContaining("devices.yaml");
    }

    @Test
    void whatDoesNotFitTheModelIsNamed() {
        assertThat(rig.codeOf(named("x", "1", "a", 1))).isEqualTo(ErrorCode.MISSING_CHANNEL);
        assertThat(rig.codeOf(named("x", "1", "a", 1, "b", 2, "z", 3))).isEqualTo(ErrorCode.UNKNOWN_CHANNEL);
        assertThat(rig.codeOf(named("x", "1", "a", 1, "a", 2))).isEqualTo(ErrorCode.WRONG_COUNT);
        assertThat(rig.codeOf(named("x", "1", "a", 1, "b", 1e200))).isEqualTo(ErrorCode.NOT_FINITE);
        assertThat(rig.codeOf(features("x", 1, 2, 3))).isEqualTo(ErrorCode.WRONG_COUNT);
        assertThat(rig.codeOf(row("u", "1", 1))).isEqualTo(ErrorCode.UNKNOWN_MODEL);
    }

    @Test
    void aModelThatIsThereButBrokenIsNoFaultOfTheMessage() {
        assertThatThrownBy(() -> rig.enricher.enrich(row("k", "1", 1))).isInstanceOf(ModelUnavailable.class)
                .hasMessageContaining("broken");
    }

    @Test
    void whatAModelDoesNotKnowOfFlatJsonIsPassedOver() {
        Telemetry strict = named("x", "1", "rssi", -71, "b", 2, "a", 1);

        assertThat(rig.codeOf(strict)).isEqualTo(ErrorCode.UNKNOWN_CHANNEL);
        assertThat(rig.enricher.enrich(flat(strict)).data()).containsExactly(1, 2);
        assertThat(rig.codeOf(flat(named("x", "1", "rssi", -71, "a", 1)))).isEqualTo(ErrorCode.MISSING_CHANNEL);
        assertThat(rig.codeOf(flat(named("x", "1", "a", 1, "a", 1, "b", 1)))).isEqualTo(ErrorCode.WRONG_COUNT);
        rig.models.serve(Manifests.with(FLAT, new Manifest.Input("x", Datatype.FP32, new long[]{1}, true, 1, List.of())));
        assertThat(rig.codeOf(flat(named("x", "1", "a", 1)))).isEqualTo(ErrorCode.UNKNOWN_CHANNEL);
    }

    @Test
    void channelsOfALargeModelAreFoundInAnyOrder() {
        String[] names = IntStream.range(0, 500).mapToObj(i -> "c" + i).toArray(String[]::new);
        rig.models.serve(Manifests.of("flat", "1", 1, names));
        double[] values = IntStream.range(0, 500).mapToDouble(i -> 499 - i).toArray();
        String[] backwards = IntStream.range(0, 500).mapToObj(i -> "c" + (499 - i)).toArray(String[]::new);

        double[] data = rig.enricher.enrich(new Telemetry(envelope("x", false), "1", 0, backwards, values, null, null, false))
                .data();
        assertThat(data).startsWith(0, 1, 2).endsWith(498, 499);
        backwards[7] = "c500";
        assertThat(rig.codeOf(new Telemetry(envelope("x", false), "1", 0, backwards, values, null, null, false)))
                .isEqualTo(ErrorCode.UNKNOWN_CHANNEL);
    }

    private static Telemetry flat(Telemetry given) {
        return new Telemetry(given.envelope(), given.id(), 0, given.channels(), given.values(), null, null, true);
    }

    @Test
    void theDirectoryKnowsWhichModelsAndVersionsItAsksFor() throws IOException {
        rig.devices("default: {model: flat}\ndevices: {p: {model: windowed, version: 1}, q: {model: windowed, version: 9}}\n");
        rig.devices.refresh();

        assertThat(rig.devices.directory().models()).containsExactlyInAnyOrder("flat", "windowed");
        assertThat(rig.devices.directory().versions()).containsOnlyKeys("windowed").extractingByKey("windowed")
                .isEqualTo(Set.of(1, 9));
    }

    @Test
    void aDeviceMayBeHeldToAVersion() throws IOException {
        Manifest old = Manifests.of("flat", "1", 1, "a", "b");
        rig.models.serve(Manifests.of("flat", "2", 1, "a", "b"));
        rig.models.pin(old);
        rig.devices("default: {model: flat}\ndevices: {p: {model: flat, version: 1}, q: {model: flat, version: 9}}\n");
        rig.devices.refresh();

        assertThat(rig.enricher.enrich(row("p", "1", 1)).model()).isSameAs(old);
        assertThat(rig.enricher.enrich(row("x", "1", 1)).model().version()).isEqualTo("2");
        assertThat(rig.codeOf(row("q", "1", 1))).isEqualTo(ErrorCode.UNKNOWN_MODEL);
    }
}
