package io.bactrian.infer.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.protobuf.ByteString;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.model.ModelOutput;

/** Whole numbers of a model, from its table to the output. */
class WholeNumbersTest {
    private static final long[] LARGE = {9_007_199_254_740_993L, -9_007_199_254_740_993L, Long.MAX_VALUE, Long.MIN_VALUE, 7};

    @TempDir
    Path dir;

    @Test
    void wholeNumbersThatNoDoubleHoldsComeOutExactlyAloneAndInABatch() throws Exception {
        AttributeProto.Builder keys = AttributeProto.newBuilder().setName("keys_strings").setType(AttributeType.STRINGS);
        for (long large : LARGE) {
            keys.addStrings(ByteString.copyFromUtf8(Long.toString(large)));
        }
        Graph graph = Graph.of().domain("ai.onnx.ml", 2).input("x", DataType.STRING, -1, 1).output("y", DataType.INT64, -1, 1)
                .node("ai.onnx.ml", "LabelEncoder", "y", List.of("x"), keys.build(), Graph.ints("values_int64s", LARGE),
                        Graph.integer("default_int64", -1));

        try (OnnxModel model = Versions.open(dir, graph)) {
            for (long large : LARGE) {
                List<ModelOutput> outputs = model.run(List.of(message(model, 7), message(model, large)));

                assertThat(outputs.get(0).output("y").wholes()).containsExactly(7);
                assertThat(outputs.get(1).output("y").wholes()).containsExactly(large);
                assertThat(model.run(List.of(message(model, large))).get(0).output("y").wholes()).containsExactly(large);
            }
        }
    }

    private static Versions.Message message(OnnxModel model, long number) {
        return new Versions.Message(model.manifest(), new double[1], new String[]{Long.toString(number)});
    }
}
