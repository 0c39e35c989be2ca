package io.bactrian.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.enrich.DeviceProfile;
import io.bactrian.enrich.Enriched;
import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelOutput.Tensor;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.ErrorCode;
import io.bactrian.telemetry.Telemetry;

class AnswerCodecTest {
    private static final Manifest MODEL = model(
            new Manifest.Answer("score", "anomaly", null, List.of(), Map.of(0L, "normal", 1L, "anomaly"), Double.NaN));

    @Test
    void anAnswerHasExactlyTheDocumentedFieldsInTheirOrder() {
        byte[] answer = answer(question(MODEL, "r-1", 30), new ModelOutput(null, MODEL,
                List.of(tensor("score", Datatype.FP32, 2.6158705f), tensor("anomaly", Datatype.INT64, 1))));

        assertThat(answer).asString(UTF_8).isEqualTo("{\"id\":\"r-1\",\"device\":\"pump-7\",\"ts\":1795431600123,"
                + "\"model\":\"pumps\",\"version\":\"3\",\"label\":\"anomaly\",\"score\":2.6158705,"
                + "\"outputs\":{\"score\":2.6158705,\"anomaly\":1}}");
    }

    @Test
    void whereTheLabelIsNotKnownTheAnswerSaysWhy() {
        assertThat(answer(question(MODEL, "r-1", 30), new ModelOutput(null, MODEL,
                List.of(tensor("score", Datatype.FP32, 2), tensor("anomaly", Datatype.INT64, 7))))).asString(UTF_8)
                .endsWith("\"unlabelled\":\"unknown-value\",\"score\":2.0,\"outputs\":{\"score\":2.0,\"anomaly\":7}}");
    }

    @Test
    void anEmptyOutputIsAnEmptyListAndGivesNeitherScoreNorLabel() {
        Manifest limit = model(new Manifest.Answer("score", null, null, List.of("normal", "high"), Map.of(), 1));

        assertThat(answer(question(limit, "r-1", 30), new ModelOutput(null, limit,
                List.of(tensor("score", Datatype.FP32), new Tensor("names", Datatype.BYTES, null, new String[0])))))
                .asString(UTF_8)
                .endsWith("\"version\":\"3\",\"unlabelled\":\"empty\",\"outputs\":{\"score\":[],\"names\":[]}}");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aScoreThatIsNotFiniteIsLeftOutAndTheOutputsSayIt(double score) {
        Manifest limit = model(new Manifest.Answer("score", null, null, List.of("normal", "high"), Map.of(), 1));

        assertThat(answer(question(limit, "r-1", 30), new ModelOutput(null, limit,
                List.of(tensor("score", Datatype.FP32, score))))).asString(UTF_8)
                .endsWith("\"version\":\"3\",\"unlabelled\":\"not-finite\",\"outputs\":{\"score\":\"" + score + "\"}}");
    }

    @Test
    void aScoreIsWrittenInItsOwnType() {
        Manifest counts = model(new Manifest.Answer("score", null, null, List.of(), Map.of(), Double.NaN));

        assertThat(answer(question(counts, "r-1", 30), new ModelOutput(null, counts,
                List.of(Tensor.whole("score", new long[]{3, 9_007_199_254_740_993L}))))).asString(UTF_8)
                .endsWith("\"score\":9007199254740993,\"outputs\":{\"score\":[3,9007199254740993]}}");
        assertThat(answer(question(counts, "r-1", 30), new ModelOutput(null, counts,
                List.of(tensor("score", Datatype.FP64, 1e300))))).asString(UTF_8)
                .endsWith("\"score\":1.0E300,\"outputs\":{\"score\":1.0E300}}");
    }

    @Test
    void labelAndScoreAreLeftOutWhereTheManifestHasNone() {
        Manifest plain = model(new Manifest.Answer(null, null, null, List.of(), Map.of(), Double.NaN));

        byte[] answer = answer(question(plain, "r-1", 30),
                new ModelOutput(null, plain, List.of(tensor("y", Datatype.FP32, 0.5))));

        assertThat(answer).asString(UTF_8).endsWith("\"version\":\"3\",\"outputs\":{\"y\":0.5}}");
    }

    @Test
    void theAnswerNamesTheModelThatAnsweredAndNotTheOneThatWasAsked() {
        Manifest next = Manifests.of("others", "4", 30, MODEL.outputs(), MODEL.answer(), "a");

        byte[] answer = answer(question(MODEL, "r-1", 30),
                new ModelOutput(null, next, List.of(tensor("y", Datatype.FP32, 0.5))));

        assertThat(answer).asString(UTF_8).contains("\"model\":\"others\",\"version\":\"4\"");
    }

    @Test
    void outputsThatOnlyGiveScoreAndLabelStayOut() {
        Manifest quiet = new Manifest(MODEL.name(), MODEL.version(), MODEL.task(), MODEL.file(), MODEL.inputs(),
                List.of("a", "score"), MODEL.answer(), MODEL.batching(), MODEL.threads(), MODEL.gate(), MODEL.provenance(), 1,
                MODEL.ports(), MODEL.sampling());

        byte[] answer = answer(question(quiet, "r-1", 30),
                new ModelOutput(null, quiet, List.of(tensor("a", Datatype.FP64, 1), tensor("score", Datatype.FP64, 2))));

        assertThat(answer).asString(UTF_8).endsWith("\"outputs\":{\"a\":1.0}}");
    }

    @Test
    void theChannelsWithTheLargestContributionsAreNamedWithTheirSharesAndTheOutputStaysOut() {
        assertThat(why(2, 0.5, -1.5, 0, 8)).contains(
                "\"score\":2.0,\"why\":[{\"channel\":\"d\",\"share\":0.8},{\"channel\":\"b\",\"share\":-0.15}],\"outputs\":{\"score\":2.0}}");
        assertThat(why(9, 1, 1, 0, 2)).contains(
                "\"why\":[{\"channel\":\"d\",\"share\":0.5},{\"channel\":\"a\",\"share\":0.25},{\"channel\":\"b\",\"share\":0.25}]");
    }

    @Test
    void contributionsThatSayNothingAreLeftOut() {
        for (double[] none : new double[][]{{0, 0, 0, 0}, {1, Double.NaN, 1, 1}, {1, Double.POSITIVE_INFINITY, 0, 0},
            {1, 2, 3}}) {
            assertThat(why(2, none)).doesNotContain("why");
        }
    }

    private static String why(int most, double... contributions) {
        Manifest asked = new Manifest(MODEL.name(), MODEL.version(), MODEL.task(), MODEL.file(), MODEL.inputs(),
                List.of("score", "c"), MODEL.answer(), MODEL.batching(), MODEL.threads(), MODEL.gate(), MODEL.provenance(), 1,
                MODEL.ports(), MODEL.sampling(), new Manifest.Why("c", most, List.of("a", "b", "c", "d")), Map.of());
        return new String(answer(question(asked, "r-1", 30), new ModelOutput(null, asked,
                List.of(tensor("score", Datatype.FP32, 2), tensor("c", Datatype.FP32, contributions)))), UTF_8);
    }

    @Test
    void anOutputIsWrittenInItsOwnType() {
        byte[] answer = answer(question(MODEL, "r-1", 30),
                new ModelOutput(null, MODEL, List.of(tensor("f", Datatype.FP32, 0.1f), tensor("d", Datatype.FP64, 0.1),
                        tensor("l", Datatype.INT64, 9_007_199_254_740_992d), tensor("i", Datatype.INT32, -3),
                        tensor("b", Datatype.BOOL, 1), tensor("many", Datatype.FP32, 1, 2.5, -0.0),
                        tensor("none", Datatype.FP32))));

        assertThat(answer).asString(UTF_8).endsWith("\"outputs\":{\"f\":0.1,\"d\":0.1,\"l\":9007199254740992,\"i\":-3,"
                + "\"b\":true,\"many\":[1.0,2.5,-0.0],\"none\":[]}}");
    }

    @Test
    void whatIsNoNumberStaysJson() throws IOException {
        byte[] answer = answer(question(MODEL, "r-1", 30), new ModelOutput(null, MODEL,
                List.of(tensor("score", Datatype.FP32, Double.POSITIVE_INFINITY), tensor("d", Datatype.FP64, Double.NaN))));

        assertThat(new ObjectMapper().readTree(answer).at("/outputs/d").asText()).isEqualTo("NaN");
    }

    @Test
    void whileTheWindowFillsTheAnswerSaysHowMuchOfItThereIs() {
        assertThat(AnswerCodec.answer(question(MODEL, "r-1", 2), new Result.Warming(MODEL, 2))).asString(UTF_8)
                .isEqualTo("{\"id\":\"r-1\",\"device\":\"pump-7\",\"ts\":1795431600123,\"model\":\"pumps\",\"version\":\"3\","
                        + "\"state\":\"warming\",\"have\":2,\"need\":30}");
    }

    @Test
    void aRefusalHasExactlyTheDocumentedFieldsInTheirOrder() {
        assertThat(AnswerCodec.error("r-1", "pump-7", new BadInput(ErrorCode.MISSING_CHANNEL, "channel 'Current' is missing")))
                .asString(UTF_8).isEqualTo("{\"id\":\"r-1\",\"device\":\"pump-7\","
                        + "\"error\":{\"code\":\"missing-channel\",\"message\":\"channel 'Current' is missing\"}}");
    }

    @Test
    void oddCharactersCannotBreakOutOfARefusal() throws IOException {
        String odd = "\"}],\\\n\t\0\u0007\u2028 ü 水 😀";

        byte[] refusal = AnswerCodec.error(odd, odd, new BadInput(ErrorCode.WRONG_TYPE, odd));

        JsonNode read = new ObjectMapper().readTree(refusal);
        assertThat(read.at("/id").asText()).isEqualTo(odd);
        assertThat(read.at("/device").asText()).isEqualTo(odd);
        assertThat(read.at("/error/message").asText()).isEqualTo(odd.replaceAll("[\\p{Cntrl}\\u2028]", "\ufffd"));
        assertThat(read.size()).isEqualTo(3);
        assertThat(refusal).asString(UTF_8).doesNotContain("\n", "\0", "\u0007");
    }

    @ParameterizedTest
    @ValueSource(strings = {"r-\ud83d", "\ud83d-r", "\ude00", "a\ude00b", "\ud83d\ud83d"})
    void halfASurrogatePairIsReplacedWhereverItStands(String half) throws IOException {
        String good = half.replaceAll("\\p{Cs}", "\ufffd");
        Manifest text = Manifests.of("pumps", "3", 1, List.of("t"),
                new Manifest.Answer(null, "t", null, List.of(), Map.of(), Double.NaN),
                "a");
        ModelOutput said = new ModelOutput(null, text, List.of(new Tensor("t", Datatype.BYTES, null, new String[]{half})));
        ModelOutput several = new ModelOutput(null, text,
                List.of(new Tensor("t", Datatype.BYTES, null, new String[]{half, "🔥"})));

        JsonNode refusal = strictly(AnswerCodec.error(half, half, new BadInput(ErrorCode.WRONG_TYPE, half)));
        assertThat(List.of(refusal.at("/id"), refusal.at("/device"), refusal.at("/error/message")))
                .allSatisfy(node -> assertThat(node.asText()).isEqualTo(good));
        assertThat(strictly(AnswerCodec.answer(question(MODEL, half, 2), new Result.Warming(MODEL, 2))).at("/id").asText())
                .isEqualTo(good);
        JsonNode answer = strictly(answer(question(text, half, 1), said));
        assertThat(answer.at("/label").asText()).isEqualTo(good);
        assertThat(answer.at("/outputs/t").asText()).isEqualTo(good);
        assertThat(strictly(answer(question(text, "r", 1), several)).at("/outputs/t")).extracting(JsonNode::asText)
                .containsExactly(good, "🔥");
    }

    /** What is UTF-8 to the byte, and has no escaped half of a pair either. */
    @Test
    void channelsOutOfRangeAreNamed() {
        Enriched asked = question(MODEL, "r-1", 30);
        Enriched marked = new Enriched(asked.telemetry(), asked.profile(), MODEL, null, null, 30, 0, null,
                List.of("rpm", "flow"));

        assertThat(answer(marked, new ModelOutput(null, MODEL, List.of(tensor("score", Datatype.FP32, 1))))).asString(UTF_8)
                .contains("\"version\":\"3\",\"outOfRange\":[\"rpm\",\"flow\"],");
        assertThat(AnswerCodec.answer(marked, new Result.Warming(MODEL, 3))).asString(UTF_8)
                .contains("\"outOfRange\":[\"rpm\",\"flow\"],\"state\":\"warming\"");
    }

    private static JsonNode strictly(byte[] json) throws IOException {
        String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
        assertThat(text).doesNotContainPattern("\\p{Cs}").doesNotContainPattern("\\\\u[dD][89a-fA-F]");
        return new ObjectMapper().readTree(json);
    }

    private static byte[] answer(Enriched question, ModelOutput output) {
        return AnswerCodec.answer(question, new Result.Answered(output));
    }

    private static Enriched question(Manifest model, String id, int have) {
        Envelope envelope = new Envelope("pump-7", "devices/pump-7/telemetry", new byte[0], 1, false, 0, null, null,
                Envelope.NEVER);
        return new Enriched(new Telemetry(envelope, id, 1_795_431_600_123L, null, new double[1], null, null, false),
                new DeviceProfile("pumps", Map.of(), Map.of()), model, null, null, have, null);
    }

    private static Manifest model(Manifest.Answer answer) {
        return Manifests.of("pumps", "3", 30, List.of("score", "anomaly"), answer, "a");
    }

    private static Tensor tensor(String name, Datatype datatype, double... values) {
        return new Tensor(name, datatype, values);
    }
}
