package io.bactrian.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
    private static final HotellingFit FIT = HotellingFit.of(SimulatedPump.CHANNELS, new SimulatedPump(1).next(200),
            FitOptions.DEFAULT);
    @TempDir
    private Path models;

    @Test
    void whatAnInterruptedWriteLeftIsClearedAway() throws IOException {
        ModelFolder folder = new ModelFolder(models, "pump", 1);
        for (String leftover : new String[]{".1.new", ".1.old"}) {
            Files.createDirectories(models.resolve("pump").resolve(leftover));
            Files.writeString(models.resolve("pump").resolve(leftover).resolve("model.onnx"), "half");
        }

        folder.write(FIT, "first");

        try (Stream<Path> left = Files.list(models.resolve("pump"))) {
            assertThat(left).containsExactly(folder.path());
        }
        assertThat(folder.path().resolve("model.onnx")).hasBinaryContent(FIT.graph().toByteArray());
    }

    @Test
    void theOtherVersionsOfAModelStayAsTheyAre() throws IOException {
        new ModelFolder(models, "pump", 1).write(FIT, "first");
        new ModelFolder(models, "pump", 2).write(FIT, "second");

        assertThat(models.resolve("pump/1/model.yaml")).content().startsWith("description: first\n");
        assertThat(models.resolve("pump/2/model.yaml")).content().startsWith("description: second\n");
    }

    @Test
    void theNextVersionIsTheOneAfterTheHighest() throws IOException {
        assertThat(ModelFolder.next(models, "pump").version()).isEqualTo(1);
        for (String version : new String[]{"2", "10", "notes", ".11.new"}) {
            Files.createDirectories(models.resolve("pump").resolve(version));
        }

        assertThat(ModelFolder.next(models, "pump").version()).isEqualTo(11);
    }
}
