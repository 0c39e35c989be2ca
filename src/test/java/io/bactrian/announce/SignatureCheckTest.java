package io.bactrian.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignatureCheckTest {
    private static final String DIGEST = "0123456789abcdef".repeat(4);
    /** Made by openssl 3: genpkey -algorithm ed25519, pkey -pubout. */
    private static final String PUBLIC = """
                                         -----BEGIN PUBLIC KEY-----
                                         MCowBQYDK2VwAyEA7xn3fQyiS8wcWDB6Wujo2FqrxFnrtu4TtxrTUHK/vIA=
                                         -----END PUBLIC KEY-----
                                         """;
    /** Of the digest's 32 bytes, by openssl pkeyutl -sign -rawin, base64 -w0. */
    private static final String BY_OPENSSL = "OVJouyicFRK6S4dOBzkKVCTvUrcnaqru9G6rGqIsa4ZcNJ7uMjdOGocOwIh/ZYB9RA8xDvtKKsx3FQtsXjAMAQ==";

    @TempDir
    Path folder;

    @Test
    void aSignatureOfOpensslIsVerified() throws IOException {
        assertThat(check().problem(announcement(DIGEST, BY_OPENSSL))).isNull();
    }

    @Test
    void aSignatureIsWorthNothingForAnotherDigest() throws IOException {
        assertThat(check().problem(announcement(DIGEST.replace('0', '1'), BY_OPENSSL))).contains("or of another sha256");
    }

    @Test
    void whereKeysAreConfiguredWhatIsNotSignedIsRejected() throws IOException {
        assertThat(check().problem(announcement(DIGEST, null))).contains("it is not signed");
        assertThat(check().problem(announcement(DIGEST, "%%"))).contains("not base64");
        assertThat(check().problem(announcement(DIGEST, "c2ln"))).contains("none of the 1 key(s)");
        assertThat(SignatureCheck.NOBODY.problem(announcement(DIGEST, BY_OPENSSL))).contains("none of the 0 key(s)");
        assertThat(SignatureCheck.ANYBODY.problem(announcement(DIGEST, null))).isNull();
    }

    @Test
    void whatHoldsNoKeyIsNamedWithWhatIsExpected() throws IOException {
        var other = Files.writeString(folder.resolve("other.pem"), "text");

        assertThatThrownBy(() -> TrustedKeys.read(other)).isInstanceOf(IOException.class)
                .hasMessageContaining("other.pem has no public key; expected PEM");
        assertThatThrownBy(() -> TrustedKeys.read(folder.resolve("none.pem"))).isInstanceOf(IOException.class)
                .hasMessageContaining("none.pem cannot be read");
        assertThatThrownBy(() -> TrustedKeys.read(Files.createDirectories(folder.resolve("empty"))))
                .isInstanceOf(IOException.class).hasMessageContaining("in a folder in files *.pem");
    }

    private SignatureCheck check() throws IOException {
        var keys = Files.createDirectories(folder.resolve("keys"));
        Files.writeString(keys.resolve("cloud.pem"), PUBLIC);
        Files.writeString(keys.resolve("README"), "keys");
        return SignatureCheck.of(TrustedKeys.read(keys));
    }

    private static Announcement announcement(String sha256, String signature) {
        return new Announcement("pump", 3, Announcement.State.ANNOUNCED, URI.create("https://h/a"), sha256, 1, signature,
                Nodes.ALL, null, null, Instant.EPOCH);
    }
}
