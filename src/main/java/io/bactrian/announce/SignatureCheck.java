package io.bactrian.announce;

import java.security.PublicKey;
import java.util.Base64;
import java.util.List;

/** Who may announce: anybody, or those whose signature one of some keys verifies. Any thread. */
public record SignatureCheck(List<PublicKey> keys) {
    /** Anybody may. */
    public static final SignatureCheck NONE = new SignatureCheck(List.of());

    public SignatureCheck {
        keys = List.copyOf(keys);
    }

    /** Why that version is not to be fetched, or null. */
    public String problem(Announcement said) {
        if (keys.isEmpty()) {
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
        boolean good = keys.stream().anyMatch(key -> VersionSignature.verifies(key, said.model(), said.version(),
                said.sha256(), signature));
        return good
                ? null
                : "its signature is of none of the " + keys.size() + " key(s) of bactrian.delivery.keys, or of another model, "
                        + "version or sha256; sign it with one of them, or add its key";
    }
}
