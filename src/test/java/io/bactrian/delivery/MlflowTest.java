package io.bactrian.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.ExpectedErrors;

/** Orders that name registered models, against the answers of MLflow 3.17.2's server. */
@ExpectedErrors("io.bactrian.delivery")
class MlflowTest {
    private static final byte[] ONNX = Archives.text("the model");
    private static final String API = "api/2.0/";

    @TempDir
    private Path root;
    private DeliveryRig rig;

    @BeforeEach
    void start() throws IOException {
        rig = new DeliveryRig(root).start();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private Order order(String id, String reference, String sha256) {
        String url = "mlflow+http://" + rig.server.url("").getAuthority() + "/models/" + reference;
        return new Order(id, "pump", 0, OrderSource.of(url), sha256, null, NodeSelector.ALL);
    }

    private void alias(int version) {
        rig.server.put(API + "mlflow/registered-models/alias?name=pump%20anomaly&alias=champion",
                Archives.text("{\"model_version\": {\"name\": \"pump anomaly\", \"version\": \"" + version
                        + "\", \"source\": \"models:/m-1\", \"status\": \"READY\"}}"));
    }

    private void register(int version, String artifacts, Map<String, byte[]> files) {
        rig.server.put(API + "mlflow/model-versions/get-download-uri?name=pump%20anomaly&version=" + version,
                Archives.text("{\"artifact_uri\": \"" + artifacts + "\"}"));
        StringBuilder list = new StringBuilder("{\"path\": \"MLmodel\", \"is_dir\": false, \"file_size\": 5},"
                + "{\"path\": \"metadata\", \"is_dir\": true}");
        files.forEach((name, content) -> {
            list.append(", {\"path\": \"").append(name).append("\", \"is_dir\": false, \"file_size\": ").append(content.length)
                    .append('}');
            rig.server.put(API + "mlflow-artifacts/artifacts/1/models/m-" + version + "/" + name, content);
        });
        rig.server.put(API + "mlflow-artifacts/artifacts?path=1%2Fmodels%2Fm-" + version,
                Archives.text("{\"files\": [" + list + "]}"));
    }

    private static Map<String, byte[]> files(byte[] onnx) {
        return Map.of("model.onnx", onnx, "model.yaml", Archives.text("task: raw\n"));
    }

    @Test
    void anAliasBecomesTheVersionThatItNamesAndTheNextOnceItMoves() throws IOException {
        rig.deliveries.close();
        rig.look = Duration.ofMillis(100);
        rig.start();
        alias(3);
        register(3, "mlflow-artifacts:/1/models/m-3", files(ONNX));
        rig.order(order("a", "pump%20anomaly@champion", null)).untilState("a", "delivered");
        assertThat(rig.version(3)).containsOnlyKeys("model.onnx", "model.yaml").containsEntry("model.onnx", ONNX);
        assertThat(Files.readString(rig.deliveries.models().resolve("pump/3").resolve(VersionStore.NOTE)))
                .contains("/models/pump%20anomaly/3\"", Archives.sha256(ONNX));

        register(5, "mlflow-artifacts://proxy/1/models/m-5", files(Archives.text("another")));
        alias(5);
        rig.until("the next, or it was asked for many times",
                () -> !rig.version(5).isEmpty() && rig.state("a").equals("delivered") || rig.server.requests().size() > 200);
        assertThat(rig.version(5)).isNotEmpty();
        assertThat(rig.version(3)).containsEntry("model.onnx", ONNX);
    }

    @Test
    void aVersionIsTakenByItsNumberAndHeldToTheDigestOfItsModel() {
        register(4, "mlflow-artifacts:/1/models/m-4", files(ONNX));
        rig.order(order("a", "pump%20anomaly/4", "0".repeat(64))).until("an end of it",
                () -> Set.of("delivered", "rejected").contains(rig.state("a")));
        assertThat(rig.reason("a")).contains("model.onnx has " + Archives.sha256(ONNX));
        assertThat(rig.version(4)).isEmpty();

        rig.orders.clear();
        rig.order(order("b", "pump%20anomaly/4", Archives.sha256(ONNX))).untilState("b", "delivered");
    }

    @Test
    void whatIsNotAsItShouldBeIsRejectedWithTheRemedy() {
        register(1, "s3://bucket/1?secret=2", files(ONNX));
        register(2, "mlflow-artifacts:/1/models/m-2", Map.of("model.onnx", ONNX));
        rig.order(order("a", "pump%20anomaly/1", null), order("b", "pump%20anomaly/2", null),
                order("c", "pump%20anomaly@nobody", null));
        rig.untilState("a", "rejected");
        rig.untilState("b", "rejected");
        rig.untilState("c", "retrying");

        assertThat(rig.reason("a")).contains("'s3://bucket/1'", "--serve-artifacts").doesNotContain("secret");
        assertThat(rig.reason("b")).contains("model.yaml is not at its top level", "log model.yaml");
        assertThat(rig.reason("c")).contains("answered 404");
    }

    @Test
    void aServerThatIsShownALoginGetsItAndOneThatIsNotSaysWhatIsMissing() throws IOException {
        alias(3);
        register(3, "mlflow-artifacts:/1/models/m-3", files(ONNX));
        rig.server.all().forEach(page -> page.wants("Bearer t0ken"::equals, "Basic realm=\"mlflow\""));
        rig.order(order("a", "pump%20anomaly@champion", null)).untilState("a", "retrying");
        assertThat(rig.reason("a")).contains("answered 401", "bactrian.delivery.credentials");

        rig.deliveries.close();
        rig.secrets = Files.writeString(root.resolve("credentials.yaml"),
                "hosts: {'" + rig.server.url("").getAuthority() + "': {token: t0ken}}\n");
        rig.start().untilState("a", "delivered");
    }
}
