package io.bactrian.infer.batch;

import static io.bactrian.kit.Patience.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.infer.onnx.Graph;
import io.bactrian.model.LoadedVersion;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.VersionFiles;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.ErrorCode;

/** Pictures become elements on their model's worker, each at its own expense. */
class PictureBatchTest {
    @TempDir
    Path dir;
    private EngineRig rig;
    private LoadedVersion mean;
    private byte[] good;

    @BeforeEach
    void start() throws IOException {
        rig = new EngineRig(dir);
        mean = rig.admit(version(1, "{}"));
        good = Files.readAllBytes(Path.of("src", "test", "resources", "picture", "tiny.png"));
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    /** The mean of what the model sees. */
    private LoadedVersion version(int number, String image) throws IOException {
        Path folder = Files.createDirectories(dir.resolve("mean/" + number));
        Graph graph = Graph.of().input("x", DataType.FLOAT, -1, 3, 8, 8).output("y", DataType.FLOAT, -1, 1)
                .node("Flatten", "flat", "x").node("ReduceMean", "y", List.of("flat"), Graph.ints("axes", 1));
        return rig.load(new VersionFiles("mean", number, Files.write(folder.resolve("model.onnx"), graph.bytes()),
                Files.writeString(folder.resolve("model.yaml"),
                        "task: regression\ninputs: [{image: " + image + "}]\nbatching: {delay: 50ms, size: 8}\n"),
                null, ""));
    }

    /** A picture of a camera of its own. */
    private record Picture(Manifest model, byte[] picture, ModelInput candidate) implements ModelInput {
        @Override
        public String orderKey() {
            return "camera";
        }

        @Override
        public double[] data() {
            return null;
        }
    }

    private CompletableFuture<ModelOutput> send(byte[] picture) {
        return rig.send(new Picture(mean.manifest(), picture, null));
    }

    @Test
    void aPictureThatIsNotReadFailsAloneAndIsNotTheVersionsFault() {
        List<CompletableFuture<ModelOutput>> sent = IntStream.range(0, 6)
                .mapToObj(i -> send(i % 3 == 1 ? Arrays.copyOf(good, 80) : good)).toList();

        for (int i = 0; i < sent.size(); i++) {
            if (i % 3 == 1) {
                assertThat(sent.get(i)).failsWithin(LONG).withThrowableThat().havingCause()
                        .isInstanceOfSatisfying(BadInput.class, bad -> assertThat(bad.code()).isEqualTo(ErrorCode.BAD_PICTURE));
            } else {
                assertThat(sent.get(i)).succeedsWithin(LONG)
                        .satisfies(output -> assertThat(output.score()).isBetween(0.1, 0.9));
            }
        }
        assertThat(rig.meters().get("bactrian.infer.errors").counter().count()).isZero();
        assertThat(mean.stats().read().errors()).isZero();
        assertThat(rig.meters().get("bactrian.infer.pictures").tag("model", "mean").timer().count()).isEqualTo(6);
    }

    @Test
    void anOutputKeepsThePictureAndNotTheElements() {
        assertThat(send(good)).succeedsWithin(LONG).satisfies(output -> {
            assertThat(output.input()).isInstanceOf(Picture.class);
            assertThat(output.input().bytes(0)).isNull();
        });
    }
}
