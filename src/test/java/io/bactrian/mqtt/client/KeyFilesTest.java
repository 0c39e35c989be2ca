package io.bactrian.mqtt.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFilesTest {
    private static final List<String> ODD = List.of("${HOME}", " spaces ", "#", "a\\\"b'", "{{x}}&%");

    @TempDir
    Path dir;

    @BeforeEach
    void certificate() throws Exception {
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key.pem", "-out",
                "cert.pem", "-subj", "/CN=me", "-days", "2");
    }

    @Test
    void anEncryptedKeyOpensWithAnyAsciiPassword() throws Exception {
        for (String password : ODD) {
            Files.writeString(dir.resolve("password"), password);
            openssl("pkcs8", "-topk8", "-in", "key.pem", "-passout", "file:password", "-out", "encrypted.pem");

            assertThat(tls("cert.pem", "encrypted.pem", password).context()).as(password).isNotNull();
        }
    }

    @Test
    void aKeystoreOpensWithAnyAsciiPassword() throws Exception {
        for (String password : ODD) {
            Files.writeString(dir.resolve("password"), password);
            openssl("pkcs12", "-export", "-in", "cert.pem", "-inkey", "key.pem", "-passout", "file:password", "-out",
                    "both.p12");

            assertThat(tls("both.p12", null, password).context()).as(password).isNotNull();
        }
    }

    @Test
    void aKeyOfAnyUsualAlgorithmOpens() throws Exception {
        for (String algorithm : List.of("rsa:2048", "ed25519", "ed448")) {
            openssl("req", "-x509", "-newkey", algorithm, "-nodes", "-keyout", "other.key", "-out", "other.pem", "-subj",
                    "/CN=me", "-days", "2");

            assertThat(tls("other.pem", "other.key", null).context()).as(algorithm).isNotNull();
        }
    }

    @Test
    void aKeystoreThatIsMissingOrNoneIsNamedWithWhatIsExpected() throws Exception {
        Files.writeString(dir.resolve("none.p12"), "not a keystore");
        for (String name : List.of("none.p12", "missing.p12")) {
            assertThatThrownBy(() -> tls(name, null, "x").context()).isInstanceOf(IOException.class)
                    .hasMessageContaining(name + " cannot be read: expected PKCS #12 or JKS and its password");
        }
    }

    @Test
    void aWrongPasswordIsRefusedAndNotTold() throws Exception {
        openssl("pkcs8", "-topk8", "-in", "key.pem", "-passout", "pass:right", "-out", "encrypted.pem");

        assertThatThrownBy(() -> tls("cert.pem", "encrypted.pem", "tell-nobody").context())
                .hasStackTraceContaining("encrypted.pem").message().doesNotContain("tell-nobody");
    }

    private MqttTls tls(String certificate, String key, String password) {
        return new MqttTls(null, null, dir.resolve(certificate), key == null ? null : dir.resolve(key), password, true);
    }

    private void openssl(String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("openssl").directory(dir.toFile()).redirectErrorStream(true)
                .redirectOutput(dir.resolve("openssl.log").toFile());
        builder.command().addAll(List.of(arguments));
        assertThat(builder.start().waitFor()).as("%s: %s", builder.command(), dir.resolve("openssl.log")).isZero();
    }
}
