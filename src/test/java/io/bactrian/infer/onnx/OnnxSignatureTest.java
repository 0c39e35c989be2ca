package io.bactrian.infer.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.manifest.OnnxSignature;
import io.bactrian.model.manifest.Signature;

/** What is read of an ONNX file without ONNX Runtime is what ONNX Runtime says of it. */
class OnnxSignatureTest {
    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"pump-anomaly", "pump-fault", "gauge-reading", "face-expression"})
    void itSaysOfTheShippedModelsWhatOnnxRuntimeSays(String model) throws Exception {
        Path onnx = Path.of("models", model, "1", "model.onnx").toRealPath();
        Signature read = OnnxSignature.read(onnx);
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(onnx.toString())) {
            Signature known = OnnxModel.signature(session, Map.of());
            assertThat(described(read.inputs())).isEqualTo(described(known.inputs()));
            assertThat(described(read.outputs())).isEqualTo(described(known.outputs()));
            assertThat(read.metadata()).containsAllEntriesOf(session.getMetadata().getCustomMetadata());
        }
    }

    private static List<String> described(List<Signature.Port> ports) {
        return ports.stream().map(port -> port.name() + " " + port.datatype() + " " + Arrays.toString(port.shape())).toList();
    }

    @Test
    void aFileThatIsCutIsRefused() throws Exception {
        byte[] whole = Files.readAllBytes(Path.of("models/pump-anomaly/1/model.onnx"));
        for (int length : new int[]{0, 1, 100, whole.length / 2, whole.length - 1}) {
            Path cut = Files.write(dir.resolve("cut-" + length), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> OnnxSignature.read(cut.toRealPath())).as("%s bytes", length)
                    .isInstanceOf(ModelRejectedException.class).hasMessageContaining("is no ONNX file");
        }
    }
}
