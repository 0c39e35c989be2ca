package io.bactrian.infer.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.protobuf.ByteString;

import ai.djl.engine.EngineException;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelRejectedException;

/** What a model sees of a text is seen by its answer; the numbers are those of a table that the graph has in UTF-8. */
class StringTensorsTest {
    private static final List<String> ODD = List.of("🔥", "", "a\0b", "\0", "größer", "e\u0301", "\u00e9", "👩‍👩‍👧", "日本語",
            "\uffff", " \t\n",
            "a🔥", "🔥\0🔥", "\ufeffx");

    @TempDir
    Path dir;

    @Test
    void textsComeOutAsTheyWentIn() throws Exception {
        Graph graph = Graph.of().input("x", DataType.STRING, -1, 2).output("y", DataType.STRING, -1, 2).node("Identity", "y",
                "x");

        try (OnnxModel model = Versions.open(dir, graph)) {
            for (String odd : ODD) {
                List<ModelOutput> outputs = model.run(List.of(message(model, odd, "x"), message(model, "", odd),
                        message(model, odd, odd)));

                assertThat(outputs.get(0).output("y").texts()).containsExactly(odd, "x");
                assertThat(outputs.get(1).output("y").texts()).containsExactly("", odd);
                assertThat(outputs.get(2).output("y").texts()).containsExactly(odd, odd);
            }
        }
    }

    @Test
    void aModelFindsATextInItsTableThatHasTheSameCharacters() throws Exception {
        AttributeProto.Builder keys = AttributeProto.newBuilder().setName("keys_strings").setType(AttributeType.STRINGS);
        ODD.forEach(odd -> keys.addStrings(ByteString.copyFromUtf8(odd)));
        long[] numbers = new long[ODD.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = 100 + i;
        }
        Graph graph = Graph.of().domain("ai.onnx.ml", 2).input("x", DataType.STRING, -1, 1).output("y", DataType.INT64, -1, 1)
                .node("ai.onnx.ml", "LabelEncoder", "y", List.of("x"), keys.build(), Graph.ints("values_int64s", numbers),
                        Graph.integer("default_int64", -1));

        try (OnnxModel model = Versions.open(dir, graph)) {
            for (int i = 0; i < numbers.length; i++) {
                assertThat(Versions.values(model.run(List.of(message(model, ODD.get(i)))).get(0), "y")).as(ODD.get(i))
                        .containsExactly(100 + i);
            }
            assertThat(Versions.values(model.run(List.of(message(model, "a"))).get(0), "y")).containsExactly(-1);
        }
    }

    @Test
    void aLabelMayHaveAnyCharacters() throws Exception {
        try (OnnxModel model = Versions.open(dir, Graph.thatNamesTheLarger("🔥 heiß", "❄\0"))) {
            List<ModelOutput> outputs = Versions.run(model, new double[]{2, 1}, new double[]{1, 2});

            assertThat(outputs.get(0).output("label").texts()).containsExactly("🔥 heiß");
            assertThat(outputs.get(1).output("label").texts()).containsExactly("❄\0");
        }
    }

    @Test
    void halfACharacterIsTheMessagesFault() throws Exception {
        Graph graph = Graph.of().input("x", DataType.STRING, -1, 1).output("y", DataType.STRING, -1, 1).node("Identity", "y",
                "x");

        try (OnnxModel model = Versions.open(dir, graph)) {
            for (String half : List.of("\ud83d", "\udd25", "\udd25\ud83d", "a\ud83db")) {
                assertThatThrownBy(() -> model.run(List.of(message(model, half)))).isInstanceOf(EngineException.class)
                        .hasMessageContaining("half of a surrogate pair");
            }
        }
    }

    @Test
    void whatIsNoUtf8IsNoAnswer() {
        byte[] latin = "größer".getBytes(StandardCharsets.ISO_8859_1);
        Graph graph = Graph.of().input("x", DataType.FLOAT, -1, 2).output("label", DataType.STRING, -1)
                .constant(TensorProto.newBuilder().setName("names").setDataType(DataType.STRING.getNumber()).addDims(2)
                        .addStringData(ByteString.copyFrom(latin)).addStringData(ByteString.copyFrom(latin)))
                .node("ArgMax", "place", List.of("x"), Graph.integer("axis", 1), Graph.integer("keepdims", 0))
                .node("Gather", "label", "names", "place");

        assertThatThrownBy(() -> Versions.open(dir, graph)).isInstanceOf(ModelRejectedException.class)
                .hasMessageContaining("no UTF-8");
    }

    private static Versions.Message message(OnnxModel model, String... texts) {
        return new Versions.Message(model.manifest(), new double[texts.length], texts);
    }
}
