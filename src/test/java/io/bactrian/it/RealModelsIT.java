package io.bactrian.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.bactrian.kit.Application;
import io.bactrian.kit.Listener;
import io.bactrian.kit.ModelsFolder;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Scratch;
import io.bactrian.kit.Site;

/** A model of ONNX's own backend tests beside the pump's, with a manifest of one line, asked over MQTT. */
class RealModelsIT {
    private static final Path ONNX = Path.of("src/test/resources/onnx");
    private static final Duration PATIENCE = Patience.LONG;
    private static final int PIXELS = 3 * 224 * 224;
    private static final int CLASSES = 1000;
    private static final int LARGEST_RECORD = 16 << 20;

    private final ModelsFolder models = new ModelsFolder();

    @Test
    void aPictureIsClassifiedByAModelWithAManifestOfOneLine() throws IOException {
        var folder = Files.createDirectories(models.path().resolve("squeezenet/1"));
        Files.copy(ONNX.resolve("light_squeezenet.onnx"), folder.resolve("model.onnx"));
        Files.writeString(folder.resolve("model.yaml"), "task: raw\n");
        var devices = Files.writeString(Scratch.directory("devices").resolve("devices.yaml"),
                "default: {model: pump-anomaly}\ndevices:\n  camera-0: {model: squeezenet}\n");
        try (var site = new Site("pictures", 20, application -> configure(application, devices)).open();
                var listener = new Listener(site.mqtt().url(), "devices/+/inference")) {
            letLargeRecordsIn(site);
            var picture = picture();
            site.fleet().send(1000, 500);
            site.ledger().sent("camera-0", 0, "picture-0");
            site.fleet().publish("devices/camera-0/telemetry", picture);
            site.fleet().send(1000, 500);
            site.await("the picture is answered", PATIENCE, () -> listener.from("camera-0") != null);
            var answer = new ObjectMapper().readTree(listener.from("camera-0"));
            assertThat(answer.path("model").asText()).as("model in %s", answer).isEqualTo("squeezenet");
            assertThat(answer.path("outputs").size()).isEqualTo(1);
            var furthest = furthest(answer.path("outputs").elements().next());
            var report = site.settle(PATIENCE);
            Books.nothingLost(report);
            Books.inOrder(site, report);
            System.out.printf("pictures: %d bytes of telemetry, %d classes, furthest from what is expected %.2e%n",
                    picture.length, CLASSES, furthest);
            assertThat(furthest).as("relative to the number that is expected").isLessThan(1e-3);
        }
    }

    private Application configure(Application application, Path devices) {
        return application.with("bactrian.models.dir", models.path()).with("bactrian.models.scan", "100ms")
                .with("bactrian.devices.file", devices).with("bactrian.telemetry.max-bytes", "4M")
                .with("kafka.max.request.size", LARGEST_RECORD);
    }

    private static void letLargeRecordsIn(Site site) {
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, "bactrian.samples");
        var setting = new ConfigEntry("max.message.bytes", Integer.toString(LARGEST_RECORD));
        try (var admin = Admin.create(Map.of("bootstrap.servers", site.kafka().bootstrapServers()))) {
            Patience.join(admin
                    .incrementalAlterConfigs(Map.of(topic, List.of(new AlterConfigOp(setting, AlterConfigOp.OpType.SET)))).all()
                    .toCompletionStage().toCompletableFuture());
        }
    }

    private static byte[] picture() {
        var json = new StringBuilder(4 << 20).append("{\"id\":\"picture-0\",\"features\":[");
        for (var i = 0; i < PIXELS; i++) {
            json.append(i == 0 ? "" : ",").append((float) i / PIXELS);
        }
        return json.append("]}").toString().getBytes(UTF_8);
    }

    private static double furthest(JsonNode numbers) throws IOException {
        var expected = expected();
        assertThat(numbers.size()).as("numbers in the answer").isEqualTo(CLASSES).isEqualTo(expected.remaining());
        var furthest = 0.0;
        for (var i = 0; i < CLASSES; i++) {
            double want = expected.get(i);
            furthest = Math.max(furthest, Math.abs(numbers.get(i).asDouble() - want) / Math.max(1e-4, Math.abs(want)));
        }
        return furthest;
    }

    private static FloatBuffer expected() throws IOException {
        var tensor = TensorProto.parseFrom(Files.readAllBytes(ONNX.resolve("light_squeezenet_output_0.pb")));
        return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }
}
