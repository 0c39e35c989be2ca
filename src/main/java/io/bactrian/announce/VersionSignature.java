package io.bactrian.announce;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;

/**
 * Signs that an archive is a version of a model: Ed25519 (RFC 8032) over the text {@code MODEL/VERSION sha256:DIGEST} in UTF-8, the
 * digest in lower-case hexadecimal digits, without a line end. What is signed for one model or version is worth nothing for another.
 */
public final class VersionSignature {
    private static final String ALGORITHM = "Ed25519";

    private VersionSignature() {
    }

    /** The bytes that are signed. */
    static byte[] statement(String model, int version, String sha256) {
        return (Announcement.key(model, version) + " sha256:" + sha256).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * In base64, without line ends.
     *
     * @param sha256 of the archive
     * @throws IllegalArgumentException where the key is no Ed25519 key
     */
    public static String sign(PrivateKey key, String model, int version, String sha256) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(statement(model, version, sha256));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the key cannot sign: " + e.getMessage() + "; expected an Ed25519 key", e);
        }
    }

    /** Whether that key made it for just this. False also for what is no signature. */
    static boolean verifies(PublicKey key, String model, int version, String sha256, byte[] signed) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(statement(model, version, sha256));
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
