package io.bactrian.infer.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.Provider;

/** The ONNX Runtime of the build has the CPU's provider only: of the others, what is said where they are missing. */
class ProvidersTest {
    private static final Graph GRAPH = Graph.of("Relu", 2);

    @TempDir
    Path dir;

    @Test
    void aVersionThatNamesNoneRunsOnTheCpu() throws ModelRejectedException {
        try (OnnxModel model = Versions.open(dir, GRAPH)) {
            assertThat(model.provider()).isEqualTo(Provider.CPU);
        }
    }

    @ParameterizedTest
    @CsvSource({"openvino, OpenVINO", "cuda, CUDA", "dnnl, DNNL", "tensorrt, TensorRT", "xnnpack, XNNPACK"})
    void aVersionWhoseProviderIsMissingIsRefusedWithWhatThereIsAndWhatToDo(String provider, String inItsWords) {
        assertThatThrownBy(() -> Versions.open(dir, GRAPH, "task: raw\nproviders: [" + provider + "]\n"))
                .isInstanceOf(ModelRejectedException.class)
                .hasMessageStartingWith("model.yaml: providers has " + provider + " (")
                .hasMessageContaining(inItsWords)
                .hasMessageEndingWith(
                        "; this ONNX Runtime has CPU. Add cpu at the end of the list, or run with an ONNX Runtime "
                                + "that has one of them");
    }

    @Test
    void theFirstThatWorksRunsTheVersion() throws ModelRejectedException {
        try (OnnxModel model = Versions.open(dir, GRAPH, "task: raw\nproviders: [cuda, openvino, cpu]\n")) {
            assertThat(model.provider()).isEqualTo(Provider.CPU);
            assertThat(Versions.values(Versions.run(model, new double[]{-1, 2}).get(0), "y")).containsExactly(0, 2);
        }
    }

    @Test
    void aFileThatIsNoModelIsSaidToBeThatWhateverElseIsMissing() {
        assertThatThrownBy(() -> Versions.open(dir, Graph.of("NoSuchOperator", 2), "task: raw\nproviders: [cuda, cpu]\n"))
                .hasMessageStartingWith("model.onnx cannot be loaded: ").hasMessageContaining("NoSuchOperator");
    }

    @Test
    void threadsOfAModelThatWaitsSleep() throws OrtException {
        try (OrtSession.SessionOptions options = Providers.options(2)) {
            assertThat(options.getConfigEntries()).containsEntry("session.intra_op.allow_spinning", "0");
        }
    }
}
