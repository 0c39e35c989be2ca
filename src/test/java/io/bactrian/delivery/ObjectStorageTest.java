package io.bactrian.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.ExpectedErrors;

/** Orders that name archives in object storage. */
@ExpectedErrors("io.bactrian.delivery")
class ObjectStorageTest {
    private static final byte[] ARCHIVE = Archives.version(100_000, 1);
    private static final String SECRET = "s3cr3t/+key";

    @TempDir
    private Path root;
    private DeliveryRig rig;

    @BeforeEach
    void start() throws IOException {
        rig = new DeliveryRig(root);
        rig.endpoint = URI.create("http://" + rig.server.url("").getAuthority());
        rig.secrets = Files.writeString(root.resolve("credentials.yaml"), "hosts: {'" + rig.server.url("").getAuthority()
                + "': {access-key: AKEXAMPLE, secret-key: '" + SECRET + "'}}\n");
        rig.start();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private static Order order(String id, int version, String url) {
        return new Order(id, "pump", version, OrderSource.of(url), Archives.sha256(ARCHIVE), null, NodeSelector.ALL);
    }

    @Test
    void aRequestIsSignedAsTheProtocolSaysAndTheKeyIsNotSent() {
        String path = "models/pump%20anomaly/4%2B%281%29.zip";
        String host = rig.server.url("").getAuthority();
        rig.server.put(path, ARCHIVE).cutAfter(40_000)
                .signed(headers -> Signatures.right(headers, host, "/" + path, SECRET, "us-east-1"));
        rig.order(order("a", 4, "s3://models/pump anomaly/4+(1).zip")).untilState("a", "delivered");

        assertThat(rig.version(4).get("model.onnx")).hasSize(100_000);
        assertThat(rig.server.requests()).hasSize(3);
        assertThat(rig.server.authorizations())
                .allSatisfy(one -> assertThat(one).startsWith("AWS4-HMAC-SHA256 Credential=AKEXAMPLE/").doesNotContain(SECRET));
    }

    @Test
    void withoutAnEndpointItIsRejectedAndWithoutADigestItIsNoOrder() throws IOException {
        rig.deliveries.close();
        rig.endpoint = null;
        rig.start().order(order("a", 4, "s3://models/4.zip")).untilState("a", "rejected");

        assertThat(rig.reason("a")).contains("bactrian.delivery.s3-endpoint");
        assertThatThrownBy(() -> new Order("b", "pump", 4, OrderSource.of("s3://models/4.zip"), null, null, NodeSelector.ALL))
                .hasMessageContaining("sha256 is missing");
        assertThatThrownBy(() -> order("b", 0, "s3://models/4.zip")).hasMessageContaining("version is 0");
    }
}
