package io.bactrian.cloud.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.bactrian.announce.Announcement;
import io.bactrian.announce.SignatureCheck;

class SigningKeyTest {
    /** The first test vector of RFC 8032, 7.1, as PKCS#8. */
    static final String PEM = pem(HexFormat.of().parseHex("302e020100300506032b657004220420"
            + "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
    private static final String PUBLIC = "302a300506032b6570032100"
            + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    private static final String SHA256 = "272417dab112f95e1990bbc0b7c2ff54717639ff554464f07e664db959f1ff72";

    /** {@code openssl pkey -pubout -outform DER | sha256sum | cut -c1-16} and {@code openssl pkeyutl -sign -rawin} say the same. */
    @Test
    void idAndSignatureAreThoseOfOpenssl() {
        SigningKey key = SigningKey.of(PEM);

        assertThat(key.id()).isEqualTo("06e3fd8fda29bb60");
        assertThat(key.sign(SHA256)).isEqualTo(
                "0qwpEuPVvmNhd8h2ACosnKgAtvthx8sUQd1mvC1gmNkpYERXo/Yrm2jKTvTIGzcWLoOSyTnFvc/nX8tSuVWxCw==");
        assertThat(HexFormat.of().formatHex(key.publicKey().getEncoded())).isEqualTo(PUBLIC);
    }

    @Test
    void theEdgeTakesASignatureOfThisDigestOnly() {
        SigningKey key = SigningKey.of(PEM);
        SignatureCheck edge = new SignatureCheck(true, List.of(key.publicKey()));

        assertThat(edge.problem(announced(SHA256, key.sign(SHA256)))).isNull();
        assertThat(edge.problem(announced(SHA256.replace('2', '3'), key.sign(SHA256)))).contains("of another sha256");
    }

    private static String pem(byte[] der) {
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END PRIVATE KEY-----\n";
    }

    private static Announcement announced(String sha256, String signature) {
        return new Announcement("pump", 1, Announcement.State.ANNOUNCED, URI.create("https://cloud/1"), sha256, 1, signature,
                null, null, null, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "X25519", "Ed448"})
    void anotherKindOfKeyIsRefusedWithTheRemedyAndNotShown(String algorithm) throws Exception {
        String pem = pem(KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate().getEncoded());

        assertThatThrownBy(() -> SigningKey.of(pem))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("openssl genpkey")
                .hasMessageNotContaining(pem.substring(60, 80));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGj\n-----END ENCRYPTED PRIVATE KEY-----"})
    void whatIsNoKeyIsRefusedWithTheRemedy(String pem) {
        assertThatThrownBy(() -> SigningKey.of(pem)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("openssl genpkey");
    }
}
