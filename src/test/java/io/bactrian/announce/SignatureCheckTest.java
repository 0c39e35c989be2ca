package io.bactrian.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignatureCheckTest {
    private static final String DIGEST = "0123456789abcdef".repeat(4);
    /** Made by openssl 3: genpkey -algorithm ed25519, pkey -pubout. */
    private static final String SECRET = """
                                         -----BEGIN PRIVATE KEY-----
                                         MC4CAQAwBQYDK2VwBCIEIAu/9RP9LmiYKGCOSGUO2zqGdeoXkiAbCxt7huV2is73
                                         -----END PRIVATE KEY-----
                                         """;
    private static final String PUBLIC = """
                                         -----BEGIN PUBLIC KEY-----
                                         MCowBQYDK2VwAyEA7xn3fQyiS8wcWDB6Wujo2FqrxFnrtu4TtxrTUHK/vIA=
                                         -----END PUBLIC KEY-----
                                         """;
    /** Of {@code printf 'pump/3 sha256:…'}: pkeyutl -sign -rawin, base64 -w0. */
    private static final String BY_OPENSSL = "8pWeOPx1+J6BlpxvrKdXsO3GRgQdhswOYyEFK039TMuc6vPdhXTEpCCwaMX3emjNBBmtlCxPPdUW3qJ1mbCzDw==";

    @TempDir
    Path folder;

    @Test
    void aSignatureIsThatOfOpenssl() throws IOException {
        var key = SigningKeys.secret(write("secret.pem", SECRET));

        assertThat(VersionSignature.sign(key, "pump", 3, DIGEST)).isEqualTo(BY_OPENSSL);
        assertThat(check().problem(announcement("pump", 3, DIGEST, BY_OPENSSL))).isNull();
    }

    @Test
    void aSignatureIsWorthNothingForAnotherModelVersionOrDigest() throws IOException {
        var check = check();

        assertThat(check.problem(announcement("pump2", 3, DIGEST, BY_OPENSSL))).contains("of another model, version or sha256");
        assertThat(check.problem(announcement("pump", 4, DIGEST, BY_OPENSSL))).contains("another model");
        assertThat(check.problem(announcement("pump", 3, DIGEST.replace('0', '1'), BY_OPENSSL))).contains("another model");
    }

    @Test
    void whereKeysAreConfiguredWhatIsNotSignedIsRejected() throws IOException {
        assertThat(check().problem(announcement("pump", 3, DIGEST, null))).contains("it is not signed");
        assertThat(check().problem(announcement("pump", 3, DIGEST, "%%"))).contains("not base64");
        assertThat(check().problem(announcement("pump", 3, DIGEST, "c2ln"))).contains("none of the 1 key(s)");
        assertThat(SignatureCheck.NONE.problem(announcement("pump", 3, DIGEST, null))).isNull();
    }

    @Test
    void whatHoldsNoKeyIsNamedWithWhatIsExpected() throws IOException {
        var other = write("other.pem", "text");

        assertThatThrownBy(() -> SigningKeys.trusted(other)).isInstanceOf(IOException.class)
                .hasMessageContaining("other.pem has no public key; expected PEM");
        assertThatThrownBy(() -> SigningKeys.secret(other)).isInstanceOf(IOException.class)
                .hasMessageContaining("openssl genpkey -algorithm ed25519");
        assertThatThrownBy(() -> SigningKeys.trusted(folder.resolve("none.pem"))).isInstanceOf(IOException.class)
                .hasMessageContaining("none.pem cannot be read");
    }

    private SignatureCheck check() throws IOException {
        var keys = Files.createDirectories(folder.resolve("keys"));
        Files.writeString(keys.resolve("cloud.pem"), PUBLIC);
        Files.writeString(keys.resolve("README"), "keys");
        return new SignatureCheck(List.copyOf(SigningKeys.trusted(keys)));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static Announcement announcement(String model, int version, String sha256, String signature) {
        return new Announcement(model, version, Announcement.State.ANNOUNCED, URI.create("https://h/a"), sha256, 1, signature,
                Nodes.ALL, null, null, Instant.EPOCH);
    }
}
