package io.bactrian.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRepositoryTest {
    private static final String GOOD = "input: {name: x, channels: [a]}\noutputs: [y]\n";

    @TempDir
    Path dir;

    @Test
    void theShippedModelCanBeRead() {
        Manifest manifest = new ModelRepository(Path.of("models")).find("pump-anomaly").orElseThrow();

        assertThat(manifest.window()).isEqualTo(30);
        assertThat(manifest.inputs().get(0).shape(5)).containsExactly(5, 30, 8);
        assertThat(manifest.answer().labels()).containsExactly("normal", "anomaly");
    }

    @Test
    void theHighestVersionIsTaken() throws IOException {
        model("m", "9", GOOD);
        model("m", "10", GOOD + "batch: {size: 4, delay: 2ms, threads: 2, queue: 8}\n");

        Manifest manifest = new ModelRepository(dir).find("m").orElseThrow();

        assertThat(manifest.version()).isEqualTo("10");
        assertThat(manifest.batching()).isEqualTo(new Manifest.Batching(4, Duration.ofMillis(2), 2, 8));
    }

    @Test
    void aManifestSaysEverythingThatIsWrongWithIt() throws IOException {
        model("m", "1",
                "input: {name: x, window: 0, channels: [a, a]}\noutputs: [y]\nanswer: {score: z}\nbatch: {delay: soon}\n");

        assertThatThrownBy(() -> new ModelRepository(dir).find("m")).isInstanceOf(ModelUnavailable.class)
                .hasMessageContaining("window is 0").hasMessageContaining("twice").hasMessageContaining("'z'")
                .hasMessageContaining("'soon'");
    }

    @Test
    void aKeyThatIsNotKnownIsRefused() throws IOException {
        model("m", "1", GOOD + "bacth: {size: 4}\n");

        assertThat(new ModelRepository(dir).broken().get("m")).contains("bacth");
    }

    @Test
    void aModelThatIsNotThereIsNotFound() {
        assertThat(new ModelRepository(dir).find("nowhere")).isEmpty();
    }

    private void model(String name, String version, String manifest) throws IOException {
        Path folder = Files.createDirectories(dir.resolve(name).resolve(version));
        Files.writeString(folder.resolve("model.yaml"), manifest);
        Files.createFile(folder.resolve("model.onnx"));
    }
}
