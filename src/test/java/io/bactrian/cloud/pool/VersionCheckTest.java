package io.bactrian.cloud.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionCheckTest {
    @TempDir
    private Path dir;
    private Path version;

    @BeforeEach
    void copy() throws IOException {
        version = Versions.of(dir.resolve("version"), "one");
    }

    private ThrowingCallable check() {
        return () -> VersionCheck.check("pump", 0, version, 1 << 20);
    }

    private void edit(String file, String from, String to) throws IOException {
        String text = Files.readString(version.resolve(file));
        assertThat(text).contains(from);
        Files.writeString(version.resolve(file), text.replace(from, to));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pump-anomaly", "pump-fault", "gauge-reading", "face-expression"})
    void theShippedModelsPass(String model) throws Exception {
        assertThat(VersionCheck.check(model, 1, Path.of("models", model, "1"), 1L << 30).inputs()).isNotEmpty();
    }

    @Test
    void aFileThatIsMissingIsNamed() throws Exception {
        Files.delete(version.resolve("golden.json"));
        assertThatThrownBy(check()).isInstanceOf(PoolException.class).hasMessageContaining("golden.json is missing");
        Files.delete(version.resolve("model.yaml"));
        assertThatThrownBy(check()).hasMessageContaining("model.yaml is missing");
    }

    @Test
    void aManifestThatDoesNotFitTheGraphIsRefusedWithItsField() throws Exception {
        edit("model.yaml", "window: 30", "window: 31");
        assertThatThrownBy(check()).isInstanceOf(PoolException.class).hasMessageContaining("model.yaml", "inputs[0]");
        edit("model.yaml", "window: 31", "window: 30\n    colour: red");
        assertThatThrownBy(check()).hasMessageContaining("colour");
    }

    @Test
    void anotherFileThanTheManifestWasMadeForIsRefused() throws Exception {
        byte[] onnx = Files.readAllBytes(version.resolve("model.onnx"));
        onnx[onnx.length - 1] ^= 1;
        Files.write(version.resolve("model.onnx"), onnx);
        assertThatThrownBy(check()).isInstanceOf(PoolException.class).hasMessageContaining("sha256");
    }

    @Test
    void goldenCasesThatDoNotFitTheManifestAreRefused() throws Exception {
        Files.writeString(version.resolve("golden.json"), "{\"cases\":[]}");
        assertThatThrownBy(check()).hasMessageContaining("expected at least one");
        Files.writeString(version.resolve("golden.json"),
                "{\"cases\":[{\"inputs\":{\"input\":[1,2]},\"outputs\":{\"score\":[0]},\"label\":\"red\"}]}");
        assertThatThrownBy(check()).isInstanceOf(PoolException.class).hasMessageContaining("has 2 elements", "'red'");
    }

    @Test
    void whatIsNoOnnxFileIsRefused() throws Exception {
        edit("model.yaml", "sha256: ", "# sha256: ");
        for (String text : new String[]{"<html>not a model</html>", "\n\n\n"}) {
            Files.writeString(version.resolve("model.onnx"), text);
            assertThatThrownBy(check()).isInstanceOf(PoolException.class).hasMessageContaining("model.onnx");
        }
    }

    @Test
    void aModelThatIsTooLargeIsNotRead() {
        assertThatThrownBy(() -> VersionCheck.check("pump", 0, version, 100)).isInstanceOf(PoolException.class)
                .hasMessageContaining("expected at most 100");
    }
}
