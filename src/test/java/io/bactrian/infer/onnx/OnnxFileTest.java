package io.bactrian.infer.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtSession;
import io.bactrian.model.Datatype;
import io.bactrian.model.Provider;
import io.bactrian.model.VersionFiles;
import io.bactrian.model.manifest.Signature;
import io.bactrian.model.manifest.Signature.Port;

class OnnxFileTest {
    @TempDir
    Path dir;

    @Test
    void namesTypesShapesAndMetadataAreReadInTheGraphsOrder() throws Exception {
        Signature signature = read(Graph.of().input("z", DataType.FLOAT, -1, 30, 8).input("a", DataType.INT64, 4)
                .output("scalar", DataType.FLOAT).output("also", DataType.INT64, 4).metadata("features", "a,b")
                .node("ReduceSum", "scalar", List.of("z"), Graph.integer("keepdims", 0)).node("Identity", "also", "a"));

        assertThat(signature.inputs()).extracting(Port::name).containsExactly("z", "a");
        assertThat(signature.inputs()).extracting(Port::datatype).containsExactly(Datatype.FP32, Datatype.INT64);
        assertThat(signature.inputs().get(0).shape()).containsExactly(Signature.OPEN, 30, 8);
        assertThat(signature.outputs()).extracting(Port::name).containsExactly("scalar", "also");
        assertThat(signature.outputs().get(0).shape()).isEmpty();
        assertThat(signature.metadata()).isEqualTo(Map.of("features", "a,b"));
    }

    @Test
    void whatJavaCannotReadHasNoDatatype() throws Exception {
        Signature signature = read(Graph.of().input("x", DataType.FLOAT, -1, 2).outputOfMaps("maps").domain("ai.onnx.ml")
                .node("ai.onnx.ml", "ZipMap", "maps", List.of("x"), Graph.ints("classlabels_int64s", 0, 1)));

        assertThat(signature.outputs()).extracting(Port::datatype).containsOnlyNulls().hasSize(1);
    }

    private Signature read(Graph graph) throws Exception {
        VersionFiles files = Versions.write(dir, graph.bytes(), "", null);
        try (ModelBytes bytes = ModelBytes.read(files, null, Versions.NO_LIMIT);
                OrtSession session = bytes.open(1, List.of(Provider.CPU)).session()) {
            return OnnxModel.signature(session, bytes.outline().metadata());
        }
    }
}
