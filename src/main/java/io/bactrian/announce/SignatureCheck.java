package io.bactrian.announce;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * Whose archives are fetched: anybody's, or those with a signature that one of some keys verifies: Ed25519 (RFC 8032) over the 32 bytes
 * of the archive's SHA-256. Any thread.
 *
 * @param demanded whether there must be a signature
 * @param keys     of which one must have made it
 */
public record SignatureCheck(boolean demanded, List<PublicKey> keys) {
    /** Signed or not. */
    public static final SignatureCheck ANYBODY = new SignatureCheck(false, List.of());
    /** There is no key yet. */
    public static final SignatureCheck NOBODY = new SignatureCheck(true, List.of());

    public SignatureCheck {
        keys = List.copyOf(keys);
    }

    /** Whoever has the other half of one of these keys. */
    public static SignatureCheck of(List<PublicKey> keys) {
        return new SignatureCheck(true, keys);
    }

    /** Why that version is not to be fetched, or null. */
    public String problem(Announcement said) {
        if (!demanded) {
            return null;
        }
        if (said.signature() == null) {
            return "it is not signed, and bactrian.delivery.keys is set; expected a signature of one of these keys";
        }
        byte[] signature;
        try {
            signature = Base64.getDecoder().decode(said.signature());
        } catch (IllegalArgumentException e) {
            return "its signature is not base64; expected that of an Ed25519 key";
        }
        byte[] digest = HexFormat.of().parseHex(said.sha256());
        return keys.stream().anyMatch(key -> verifies(key, digest, signature))
                ? null
                : "its signature is of none of the " + keys.size() + " key(s) of bactrian.delivery.keys, or of another sha256; "
                        + "sign it with one of them, or add its key";
    }

    private static boolean verifies(PublicKey key, byte[] digest, byte[] signed) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(digest);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
