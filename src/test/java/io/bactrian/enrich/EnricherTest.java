package io.bactrian.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.model.Datatype;
import io.bactrian.model.FixedModels;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.ErrorCode;
import io.bactrian.telemetry.Telemetry;

@ExpectedErrors("io.bactrian.enrich")
class EnricherTest {
    private static final Manifest FLAT = Manifests.of("flat", "1", 1, "a", "b");

    @TempDir
    Path dir;
    private final FixedModels models = new FixedModels();
    private Enricher enricher;
    private DeviceFile devices;

    @BeforeEach
    void twoModelsAndThreeDevices() throws IOException {
        models.serve(FLAT);
        models.serve(Manifests.of("windowed", "1", 3, "a", "b"));
        models.fail("broken", "its graph has no input 'x'");
        devices("""
                default: {model: flat}
                devices:
                  w: {model: windowed, labels: {site: north}}
                  c: {model: flat, channels: {b: {scale: 0.5, offset: 10}}}
                  u: {model: missing}
                  k: {model: broken}
                """);
        devices = new DeviceFile(dir.resolve("devices.yaml"));
        enricher = new Enricher(devices, models, 2);
    }

    @Test
    void channelsAreOrderedAsTheModelWantsThem() {
        assertThat(enricher.enrich(named("x", "1", "b", 2, "a", 1)).data()).containsExactly(1, 2);
    }

    @Test
    void calibrationScalesAndShifts() {
        assertThat(enricher.enrich(named("c", "1", "a", 1, "b", 2)).data()).containsExactly(1, 11);
    }

    @Test
    void aValueOutOfTheStatedRangeIsMarkedAsItWasSentAndUsedAllTheSame() {
        ReceivedDirectory received = new ReceivedDirectory(inRange("flat", new ValueRange("bar", true, 0.0, 10.0)));
        Enricher marking = new Enricher(received, models, 2);

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
        Enricher reading = new Enricher(received, models, 2);
        models.serve(
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
                models, 2);

        assertThat(marking.enrich(named("r", "1", "a", 1, "b", -1)).outOfRange()).containsExactly("b");
        assertThat(marking.enrich(named("r", "2", "a", 1, "b", 1)).outOfRange()).isEmpty();
        assertThat(marking.enrich(named("r", "3", "a", 1, "b", -1)).outOfRange()).containsExactly("b");
    }

    @Test
    void whileNoDirectoryIsKnownMessagesAreHeld() {
        Enricher waiting = new Enricher(new ReceivedDirectory(DeviceDirectory.missing("not asked yet")), models, 2);

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
    void aWindowWarmsUntilItIsFullAndThenSlides() {
        assertThat(enricher.enrich(row("w", "1", 1)).data()).isNull();
        assertThat(enricher.enrich(row("w", "2", 2)).have()).isEqualTo(2);
        assertThat(enricher.enrich(row("w", "3", 3)).data()).containsExactly(1, 1, 2, 2, 3, 3);
        assertThat(enricher.enrich(row("w", "4", 4)).data()).containsExactly(2, 2, 3, 3, 4, 4);
        assertThat(enricher.enrich(row("w", "5", 5)).profile().labels()).containsEntry("site", "north");
    }

    @Test
    void aMessageDeliveredAgainIsInTheWindowOnce() {
        enricher.enrich(row("w", "1", 1));
        enricher.enrich(row("w", "2", 2));

        assertThat(enricher.enrich(again("w", "2", 2)).have()).isEqualTo(2);
        assertThat(enricher.enrich(row("w", "3", 3)).data()).containsExactly(1, 1, 2, 2, 3, 3);
        assertThat(enricher.enrich(again("w", "3", 3)).data()).containsExactly(1, 1, 2, 2, 3, 3);
    }

    @Test
    void theWindowSeenLeastRecentlyGoesFirst() throws IOException {
        devices("default: {model: windowed}\n");
        devices.refresh();
        enricher.enrich(row("d1", "1", 1));
        enricher.enrich(row("d2", "1", 1));
        enricher.enrich(row("d1", "2", 2));
        enricher.enrich(row("d3", "1", 1));

        assertThat(enricher.devices()).isEqualTo(2);
        assertThat(enricher.enrich(row("d1", "3", 3)).have()).isEqualTo(3);
        assertThat(enricher.enrich(row("d2", "2", 2)).have()).isEqualTo(1);
    }

    @Test
    void aChangedDirectoryCountsAtOnceAndKeepsWindowsThatStayGood() throws IOException {
        enricher.enrich(row("w", "1", 1));
        devices("default: refuse\ndevices: {w: {model: windowed, labels: {site: south}}}\n");
        devices.refresh();

        Enriched next = enricher.enrich(row("w", "2", 2));
        assertThat(next.have()).isEqualTo(2);
        assertThat(next.profile().labels()).containsEntry("site", "south");
        assertThat(codeOf(row("x", "1", 1))).isEqualTo(ErrorCode.UNKNOWN_DEVICE);
    }

    @Test
    void aDirectoryThatCannotBeReadKeepsThePreviousOne() throws IOException {
        devices("default: {model: flat, modle: flat}\n");
        devices.refresh();

        assertThat(devices.problem()).contains("modle");
        assertThat(enricher.enrich(row("x", "1", 1)).data()).containsExactly(1, 1);
        assertThatThrownBy(() -> new DeviceFile(dir.resolve("devices.yaml"))).hasMessageContaining("devices.yaml");
    }

    @Test
    void whatDoesNotFitTheModelIsNamed() {
        assertThat(codeOf(named("x", "1", "a", 1))).isEqualTo(ErrorCode.MISSING_CHANNEL);
        assertThat(codeOf(named("x", "1", "a", 1, "b", 2, "z", 3))).isEqualTo(ErrorCode.UNKNOWN_CHANNEL);
        assertThat(codeOf(named("x", "1", "a", 1, "a", 2))).isEqualTo(ErrorCode.WRONG_COUNT);
        assertThat(codeOf(named("x", "1", "a", 1, "b", 1e200))).isEqualTo(ErrorCode.NOT_FINITE);
        assertThat(codeOf(features("x", 1, 2, 3))).isEqualTo(ErrorCode.WRONG_COUNT);
        assertThat(codeOf(row("u", "1", 1))).isEqualTo(ErrorCode.UNKNOWN_MODEL);
    }

    @Test
    void aModelThatIsThereButBrokenIsNoFaultOfTheMessage() {
        assertThatThrownBy(() -> enricher.enrich(row("k", "1", 1))).isInstanceOf(ModelUnavailable.class)
                .hasMessageContaining("broken");
    }

    @Test
    void aWindowOutlivesASwapToAVersionOfTheSameForm() {
        enricher.enrich(row("w", "1", 1));
        enricher.enrich(row("w", "2", 2));
        Manifest next = Manifests.of("windowed", "2", 3, "a", "b");
        models.serve(next);

        Enriched third = enricher.enrich(row("w", "3", 3));
        assertThat(third.data()).containsExactly(1, 1, 2, 2, 3, 3);
        assertThat(third.model()).isSameAs(next);
    }

    @Test
    void aCandidateOfTheSameFormSeesTheSameInput() {
        Manifest next = Manifests.of("flat", "2", 1, "a", "b");
        models.serve(FLAT, next);

        Enriched question = enricher.enrich(row("x", "1", 1));
        assertThat(question.model()).isSameAs(FLAT);
        assertThat(question.candidate().model()).isSameAs(next);
        assertThat(question.candidate().data()).isSameAs(question.data());
    }

    @Test
    void aCandidateOfAnotherFormFillsAWindowOfItsOwnWhichServesWhenItDoes() {
        Manifest next = Manifests.of("flat", "2", 2, "b", "a");
        models.serve(FLAT, next);

        assertThat(enricher.enrich(named("x", "1", "a", 1, "b", 10)).candidate()).isNull();
        Enriched second = enricher.enrich(named("x", "2", "a", 2, "b", 20));
        assertThat(second.data()).containsExactly(2, 20);
        assertThat(second.candidate().data()).containsExactly(10, 1, 20, 2);
        models.serve(next);
        assertThat(enricher.enrich(named("x", "3", "a", 3, "b", 30)).data()).containsExactly(20, 2, 30, 3);
    }

    @Test
    void whatDoesNotFitACandidateIsAnsweredAllTheSame() {
        models.serve(FLAT, Manifests.of("flat", "2", 1, "a", "b", "c"));

        Enriched question = enricher.enrich(row("x", "1", 1));
        assertThat(question.data()).containsExactly(1, 1);
        assertThat(question.candidate()).isNull();
    }

    @Test
    void aValueThatMayBeMissingIsFilledIn() {
        models.serve(
                Manifests.of("flat", "1", 1, new Manifest.Feature("a", "bar", null), new Manifest.Feature("b", null, 7.0)));

        assertThat(enricher.enrich(named("x", "1", "a", 1)).data()).containsExactly(1, 7);
        assertThat(codeOf(named("x", "1", "b", 1))).isEqualTo(ErrorCode.MISSING_CHANNEL);
    }

    @Test
    void nullIsFilledInLikeAValueThatIsMissing() {
        models.serve(
                Manifests.of("flat", "1", 1, new Manifest.Feature("a", "bar", null), new Manifest.Feature("b", null, 7.0)));

        assertThat(enricher.enrich(named("x", "1", "a", 1, "b", Double.NaN)).data()).containsExactly(1, 7);
        assertThat(enricher.enrich(features("x", 1, Double.NaN)).data()).containsExactly(1, 7);
        assertThat(codeOf(named("x", "1", "a", Double.NaN, "b", 1))).isEqualTo(ErrorCode.MISSING_CHANNEL);
        assertThat(codeOf(features("x", Double.NaN, 1))).isEqualTo(ErrorCode.MISSING_CHANNEL);
    }

    @Test
    void whatAModelDoesNotKnowOfFlatJsonIsPassedOver() {
        Telemetry strict = named("x", "1", "rssi", -71, "b", 2, "a", 1);

        assertThat(codeOf(strict)).isEqualTo(ErrorCode.UNKNOWN_CHANNEL);
        assertThat(enricher.enrich(flat(strict)).data()).containsExactly(1, 2);
        assertThat(codeOf(flat(named("x", "1", "rssi", -71, "a", 1)))).isEqualTo(ErrorCode.MISSING_CHANNEL);
        assertThat(codeOf(flat(named("x", "1", "a", 1, "a", 1, "b", 1)))).isEqualTo(ErrorCode.WRONG_COUNT);
        models.serve(Manifests.with(FLAT, new Manifest.Input("x", Datatype.FP32, new long[]{1}, true, 1, List.of())));
        assertThat(codeOf(flat(named("x", "1", "a", 1)))).isEqualTo(ErrorCode.UNKNOWN_CHANNEL);
    }

    @Test
    void channelsOfALargeModelAreFoundInAnyOrder() {
        String[] names = IntStream.range(0, 500).mapToObj(i -> "c" + i).toArray(String[]::new);
        models.serve(Manifests.of("flat", "1", 1, names));
        double[] values = IntStream.range(0, 500).mapToDouble(i -> 499 - i).toArray();
        String[] backwards = IntStream.range(0, 500).mapToObj(i -> "c" + (499 - i)).toArray(String[]::new);

        double[] data = enricher.enrich(new Telemetry(envelope("x", false), "1", 0, backwards, values, null, null, false))
                .data();
        assertThat(data).startsWith(0, 1, 2).endsWith(498, 499);
        backwards[7] = "c500";
        assertThat(codeOf(new Telemetry(envelope("x", false), "1", 0, backwards, values, null, null, false)))
                .isEqualTo(ErrorCode.UNKNOWN_CHANNEL);
    }

    private static Telemetry flat(Telemetry given) {
        return new Telemetry(given.envelope(), given.id(), 0, given.channels(), given.values(), null, null, true);
    }

    @Test
    void theDirectoryKnowsWhichModelsAndVersionsItAsksFor() throws IOException {
        devices("default: {model: flat}\ndevices: {p: {model: windowed, version: 1}, q: {model: windowed, version: 9}}\n");
        devices.refresh();

        assertThat(devices.directory().models()).containsExactlyInAnyOrder("flat", "windowed");
        assertThat(devices.directory().versions()).containsOnlyKeys("windowed").extractingByKey("windowed")
                .isEqualTo(Set.of(1, 9));
    }

    @Test
    void aDeviceMayBeHeldToAVersion() throws IOException {
        Manifest old = Manifests.of("flat", "1", 1, "a", "b");
        models.serve(Manifests.of("flat", "2", 1, "a", "b"));
        models.pin(old);
        devices("default: {model: flat}\ndevices: {p: {model: flat, version: 1}, q: {model: flat, version: 9}}\n");
        devices.refresh();

        assertThat(enricher.enrich(row("p", "1", 1)).model()).isSameAs(old);
        assertThat(enricher.enrich(row("x", "1", 1)).model().version()).isEqualTo("2");
        assertThat(codeOf(row("q", "1", 1))).isEqualTo(ErrorCode.UNKNOWN_MODEL);
    }

    @Test
    void eachInputTakesItsOwnWindowOfItsOwnFeatures() {
        Manifest two = Manifests.with(Manifests.of("flat", "1", 1, "a"),
                Manifests.input("now", 1, "a"), Manifests.input("past", 2, "b"));
        models.serve(two);

        enricher.enrich(named("x", "1", "a", 1, "b", 10));
        assertThat(enricher.enrich(named("x", "2", "a", 2, "b", 20)).data()).containsExactly(2, 10, 20);
        assertThat(enricher.enrich(named("x", "3", "b", 30, "a", 3)).data()).containsExactly(3, 20, 30);
    }

    @Test
    void aTextGoesWhereTheModelTakesOneAndNowhereElse() {
        models.serve(Manifests.with(Manifests.of("flat", "1", 1, "a"), Manifests.input("n", 1, "a"),
                Manifests.input("t", Datatype.BYTES, "mode")));

        Enriched question = enricher.enrich(texts("x", new String[]{"mode", "a"}, new String[]{"auto", null}));
        assertThat(question.data()).startsWith(5).hasSize(2);
        assertThat(question.texts()).containsExactly(null, "auto");
        assertThat(codeOf(texts("x", new String[]{"mode", "a"}, new String[]{null, null}))).isEqualTo(ErrorCode.WRONG_TYPE);
        assertThat(codeOf(texts("x", new String[]{"mode", "a"}, new String[]{"auto", "5"}))).isEqualTo(ErrorCode.WRONG_TYPE);
    }

    @Test
    void nullTakesTheFillAndIsRejectedWhereThereIsNone() {
        models.serve(Manifests.of("flat", "1", 1, new Manifest.Feature("a", null, null), new Manifest.Feature("b", null, 7.0)));

        assertThat(enricher.enrich(sent("a", 1, null, "b", Double.NaN, null)).data()).containsExactly(1, 7);
        assertThat(enricher.enrich(sent(null, 1, null, null, Double.NaN, null)).data()).containsExactly(1, 7);
        assertThatThrownBy(() -> enricher.enrich(sent("a", Double.NaN, null, "b", 1, null)))
                .hasMessageContaining("channel 'a' is missing or null").extracting("code").isEqualTo(ErrorCode.MISSING_CHANNEL);
    }

    @Test
    void aMissingValueMayReachTheModelAsNan() {
        models.serve(Manifests.of("flat", "1", 1, new Manifest.Feature("a", null, null),
                new Manifest.Feature("b", null, Double.NaN)));

        assertThat(enricher.enrich(named("x", "1", "a", 1)).data()).containsExactly(1, Double.NaN);
        assertThat(enricher.enrich(sent("a", 1, null, "b", Double.NaN, null)).data()).containsExactly(1, Double.NaN);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            UINT8 | 300                 |       | out-of-range | channel 'a' is 300; the input of model 'flat' is UINT8 and takes a whole number from 0 to 255: send such
                                            UINT8 | -1                  |       | out-of-range | is -1;
                                            INT8  | 128                 |       | out-of-range | from -128 to 127
                                            INT16 | 40000               |       | out-of-range | from -32768 to 32767
                                            INT32 | 2147483648          |       | out-of-range | is 2147483648; the input of model 'flat' is INT32
                                            INT64 | 2.5                 |       | out-of-range | channel 'a' is 2.5; the input of model 'flat' is INT64
                                            INT64 | 9007199254740992    | 9007199254740993 | out-of-range | channel 'a' is 9007199254740993;
                                            INT64 | 9223372036854775808 |       | out-of-range | is 9.223372036854776E18;
                                            BOOL  | 2                   |       | out-of-range | takes true or false, or 1 or 0
                                            FP16  | 70000               |       | not-finite   | channel 'a' is 70000; the input of model 'flat' is FP16 and takes a number from -65504 to 65504
                                            BF16  | 3.4e38              |       | not-finite   | is BF16
                                            FP32  | 1e39                |       | not-finite   | is FP32
                                            FP32  | 1                   | true  | wrong-type   | channel 'a' is true; expected a number
                                            INT64 | 0                   | false | wrong-type   | channel 'a' is false; expected a number
                                            BYTES | 1                   | true  | wrong-type   | channel 'a' is true; expected a text
                                            """)
    void whatDoesNotFitTheInputsTypeIsRejectedByName(Datatype type, double value, String literal, String code, String message) {
        models.serve(Manifests.with(FLAT, Manifests.input("x", type, "a")));

        BadInput problem = catchThrowableOfType(BadInput.class, () -> enricher.enrich(sent("a", value, literal)));

        assertThat(problem.code().code()).isEqualTo(code);
        assertThat(problem).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"BOOL,1,true", "BOOL,0,false", "BOOL,1,", "UINT8,255,", "INT8,-128,", "INT64,9007199254740994,",
        "INT32,-2147483648,",
        "FP16,65504,", "FP32,9007199254740992,9007199254740993", "FP64,1e300,", "FP32,1e-50,"})
    void whatFitsIsAccepted(Datatype type, double value, String literal) {
        models.serve(Manifests.with(FLAT, Manifests.input("x", type, "a")));

        assertThat(enricher.enrich(sent("a", value, literal)).data()).containsExactly(value);
    }

    @Test
    void aCalibratedValueMustFitToo() throws IOException {
        devices("default: {model: flat, channels: {a: {scale: 0.1}}}\n");
        devices.refresh();
        models.serve(Manifests.with(FLAT, Manifests.input("x", Datatype.UINT8, "a")));

        assertThat(enricher.enrich(sent("a", 70, null)).data()).containsExactly(7);
        assertThatThrownBy(() -> enricher.enrich(sent("a", 75, null)))
                .hasMessageContaining("channel 'a' is 75, calibrated 7.5; the input of model 'flat' is UINT8");
        assertThatThrownBy(() -> enricher.enrich(sent("a", 2560, null))).hasMessageContaining("is 2560, calibrated 256;");
    }

    @Test
    void aCandidateOfAnotherElementTypeHasItsOwnLookAtTheMessage() {
        Manifest narrow = Manifests.with(Manifests.of("flat", "2", 1, "a"), Manifests.input("x", Datatype.UINT8, "a"));
        models.serve(Manifests.of("flat", "1", 1, "a"), narrow);

        assertThat(enricher.enrich(sent("a", 255, null)).candidate().data()).containsExactly(255);
        assertThat(enricher.enrich(sent("a", 300, null)).candidate()).isNull();
    }

    /** Channel, value and literal in turn; a first channel of null means by position. */
    private static Telemetry sent(Object... triples) {
        int count = triples.length / 3;
        String[] names = new String[count];
        double[] values = new double[count];
        String[] literals = new String[count];
        for (int i = 0; i < count; i++) {
            names[i] = (String) triples[3 * i];
            values[i] = ((Number) triples[3 * i + 1]).doubleValue();
            literals[i] = (String) triples[3 * i + 2];
        }
        return new Telemetry(envelope("x", false), "1", 0, names[0] == null ? null : names, values, null, literals, false);
    }

    private static Telemetry texts(String device, String[] channels, String[] texts) {
        double[] values = {5, 5};
        return new Telemetry(envelope(device, false), "1", 0, channels, values, texts, null, false);
    }

    private ErrorCode codeOf(Telemetry telemetry) {
        return catchThrowableOfType(BadInput.class, () -> enricher.enrich(telemetry)).code();
    }

    private void devices(String text) throws IOException {
        Files.writeString(dir.resolve("devices.yaml"), text);
    }

    private static Telemetry row(String device, String id, double value) {
        return named(device, id, "a", value, "b", value);
    }

    private static Telemetry again(String device, String id, double value) {
        Telemetry first = row(device, id, value);
        return new Telemetry(envelope(device, true), id, 0, first.channels(), first.values(), null, null, false);
    }

    private static Telemetry features(String device, double... values) {
        return new Telemetry(envelope(device, false), "1", 0, null, values, null, null, false);
    }

    private static Telemetry named(String device, String id, Object... pairs) {
        String[] names = new String[pairs.length / 2];
        double[] values = new double[pairs.length / 2];
        for (int i = 0; i < names.length; i++) {
            names[i] = (String) pairs[2 * i];
            values[i] = ((Number) pairs[2 * i + 1]).doubleValue();
        }
        return new Telemetry(envelope(device, false), id, 0, names, values, null, null, false);
    }

    private static Envelope envelope(String device, boolean again) {
        return new Envelope(device, "devices/" + device + "/telemetry", new byte[0], 1, again, 0, null, null, Envelope.NEVER);
    }
}
