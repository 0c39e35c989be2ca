package io.bactrian.delivery;

import static io.bactrian.delivery.DeliveryRig.remote;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.ExpectedErrors;

/** Servers that send elsewhere, and who gets which secret then. */
@ExpectedErrors("io.bactrian.delivery")
class RedirectTest {
    private static final int SIZE = 1 << 20;
    private static final byte[] ARCHIVE = Archives.version(SIZE, 1);

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

    @Test
    void aRedirectIsFollowedAndTheOtherServerGetsNoToken() throws IOException {
        rig.deliveries.close();
        try (ArchiveServer other = new ArchiveServer()) {
            rig.secrets = Files.writeString(root.resolve("credentials.yaml"),
                    "hosts: {'" + rig.server.url("").getAuthority() + "': {token: t0ken}}\n");
            rig.start().server.put("2.zip", new byte[0]).status(307, "Location: " + other.url("moved.zip"));
            other.put("moved.zip", ARCHIVE);
            rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).untilState("a", "delivered");

            assertThat(rig.server.authorizations()).containsExactly("Bearer t0ken");
            assertThat(other.authorizations()).containsExactly("");
        }
    }

    @Test
    void theFileOfCredentialsIsForTheOrderedHostAndNoOther() throws IOException {
        rig.deliveries.close();
        try (ArchiveServer other = new ArchiveServer()) {
            rig.secrets = Files.writeString(root.resolve("credentials.yaml"), "hosts:\n  '" + rig.server.url("").getAuthority()
                    + "': {user: edge, password: word}\n  '" + other.url("").getAuthority() + "': {token: t0ken}\n");
            rig.start().server.put("2.zip", new byte[0]).status(302, "Location: " + other.url("moved.zip"));
            other.put("moved.zip", ARCHIVE);
            other.put("own.zip", ARCHIVE);
            rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).untilState("a", "delivered");
            assertThat(rig.server.authorizations()).containsExactly("Basic ZWRnZTp3b3Jk");
            assertThat(other.authorizations()).as("who redirects does not choose who gets a secret").containsExactly("");

            rig.order(remote("b", 3, other.url("own.zip"), ARCHIVE)).untilState("b", "delivered");
            assertThat(other.authorizations()).endsWith("Bearer t0ken");
        }
    }

    @Test
    void aServerThatRedirectsWithoutEndIsTriedAgain() {
        rig.server.put("2.zip", new byte[0]).status(302, "Location: /2.zip");
        rig.order(remote("a", 2, rig.server.url("2.zip"), ARCHIVE)).untilState("a", "retrying");

        assertThat(rig.reason("a")).contains("more than 5 times");
    }
}
