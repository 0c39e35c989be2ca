package io.bactrian.enrich;

import static io.bactrian.enrich.EnricherRig.FLAT;
import static io.bactrian.enrich.EnricherRig.features;
import static io.bactrian.enrich.EnricherRig.named;
import static io.bactrian.enrich.EnricherRig.sent;
import static io.bactrian.enrich.EnricherRig.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.ErrorCode;

/** Values that are missing, are texts, or do not fit the type of an input. */
@ExpectedErrors("io.bactrian.enrich")
class EnricherValuesTest {
    @TempDir
    private Path dir;
    private EnricherRig rig;

    @BeforeEach
    void start() throws IOException {
        rig = new EnricherRig(dir);
    }

    @Test
    void aValueThatMayBeMissingIsFilledIn() {
        rig.models.serve(
                Manifests.of("flat", "1", 1, new Manifest.Feature("a", "bar", null), new Manifest.Feature("b", null, 7.0)));

        assertThat(rig.enricher.enrich(named("x", "1", "a", 1)).data()).containsExactly(1, 7);
        assertThat(rig.codeOf(named("x", "1", "b", 1))).isEqualTo(ErrorCode.MISSING_CHANNEL);
    }

    @Test
    void nullIsFilledInLikeAValueThatIsMissing() {
        rig.models.serve(
                Manifests.of("flat", "1", 1, new Manifest.Feature("a", "bar", null), new Manifest.Feature("b", null, 7.0)));

        assertThat(rig.enricher.enrich(named("x", "1", "a", 1, "b", Double.NaN)).data()).containsExactly(1, 7);
        assertThat(rig.enricher.enrich(features("x", 1, Double.NaN)).data()).containsExactly(1, 7);
        assertThat(rig.codeOf(named("x", "1", "a", Double.NaN, "b", 1))).isEqualTo(ErrorCode.MISSING_CHANNEL);
        assertThat(rig.codeOf(features("x", Double.NaN, 1))).isEqualTo(ErrorCode.MISSING_CHANNEL);
    }

    @Test
    void aTextGoesWhereTheModelTakesOneAndNowhereElse() {
        rig.models.serve(Manifests.with(Manifests.of("flat", "1", 1, "a"), Manifests.input("n", 1, "a"),
                Manifests.input("t", Datatype.BYTES, "mode")));

        Enriched question = rig.enricher.enrich(texts("x", new String[]{"mode", "a"}, new String[]{"auto", null}));
        assertThat(question.data()).startsWith(5).hasSize(2);
        assertThat(question.texts()).containsExactly(null, "auto");
        assertThat(rig.codeOf(texts("x", new String[]{"mode", "a"}, new String[]{null, null}))).isEqualTo(ErrorCode.WRONG_TYPE);
        assertThat(rig.codeOf(texts("x", new String[]{"mode", "a"}, new String[]{"auto", "5"})))
                .isEqualTo(ErrorCode.WRONG_TYPE);
    }

    @Test
    void nullTakesTheFillAndIsRejectedWhereThereIsNone() {
        rig.models.serve(
                Manifests.of("flat", "1", 1, new Manifest.Feature("a", null, null), new Manifest.Feature("b", null, 7.0)));

        assertThat(rig.enricher.enrich(sent("a", 1, null, "b", Double.NaN, null)).data()).containsExactly(1, 7);
        assertThat(rig.enricher.enrich(sent(null, 1, null, null, Double.NaN, null)).data()).containsExactly(1, 7);
        assertThatThrownBy(() -> rig.enricher.enrich(sent("a", Double.NaN, null, "b", 1, null)))
                .hasMessageContaining("channel 'a' is missing or null").extracting("code").isEqualTo(ErrorCode.MISSING_CHANNEL);
    }

    @Test
    void aMissingValueMayReachTheModelAsNan() {
        rig.models.serve(Manifests.of("flat", "1", 1, new Manifest.Feature("a", null, null),
                new Manifest.Feature("b", null, Double.NaN)));

        assertThat(rig.enricher.enrich(named("x", "1", "a", 1)).data()).containsExactly(1, Double.NaN);
        assertThat(rig.enricher.enrich(sent("a", 1, null, "b", Double.NaN, null)).data()).containsExactly(1, Double.NaN);
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
        rig.models.serve(Manifests.with(FLAT, Manifests.input("x", type, "a")));

        BadInput problem = catchThrowableOfType(BadInput.class, () -> rig.enricher.enrich(sent("a", value, literal)));

        assertThat(problem.code().code()).isEqualTo(code);
        assertThat(problem).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"BOOL,1,true", "BOOL,0,false", "BOOL,1,", "UINT8,255,", "INT8,-128,", "INT64,9007199254740994,",
        "INT32,-2147483648,",
        "FP16,65504,", "FP32,9007199254740992,9007199254740993", "FP64,1e300,", "FP32,1e-50,"})
    void whatFitsIsAccepted(Datatype type, double value, String literal) {
        rig.models.serve(Manifests.with(FLAT, Manifests.input("x", type, "a")));

        assertThat(rig.enricher.enrich(sent("a", value, literal)).data()).containsExactly(value);
    }

    @Test
    void aCalibratedValueMustFitToo() throws IOException {
        rig.devices("default: {model: flat, channels: {a: {scale: 0.1}}}\n");
        rig.devices.refresh();
        rig.models.serve(Manifests.with(FLAT, Manifests.input("x", Datatype.UINT8, "a")));

        assertThat(rig.enricher.enrich(sent("a", 70, null)).data()).containsExactly(7);
        assertThatThrownBy(() -> rig.enricher.enrich(sent("a", 75, null)))
                .hasMessageContaining("channel 'a' is 75, calibrated 7.5; the input of model 'flat' is UINT8");
        assertThatThrownBy(() -> rig.enricher.enrich(sent("a", 2560, null))).hasMessageContaining("is 2560, calibrated 256;");
    }

    @Test
    void aCandidateOfAnotherElementTypeHasItsOwnLookAtTheMessage() {
        Manifest narrow = Manifests.with(Manifests.of("flat", "2", 1, "a"), Manifests.input("x", Datatype.UINT8, "a"));
        rig.models.serve(Manifests.of("flat", "1", 1, "a"), narrow);

        assertThat(rig.enricher.enrich(sent("a", 255, null)).candidate().data()).containsExactly(255);
        assertThat(rig.enricher.enrich(sent("a", 300, null)).candidate()).isNull();
    }
}
