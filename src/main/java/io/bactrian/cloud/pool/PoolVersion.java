package io.bactrian.cloud.pool;

import java.util.regex.Pattern;

/**
 * A version in the pool.
 *
 * @param version   above 0
 * @param sha256    of its archive, in lower-case hexadecimal digits
 * @param size      of its archive, in bytes
 * @param signature Ed25519 over the 32 bytes of the digest, in Base64; null where nothing is signed
 * @param keyId     of the key that signed it; null where nothing is signed
 * @param removed   whether its archive was removed: its number stays taken
 */
public record PoolVersion(String model, int version, String sha256, long size, String signature, String keyId, boolean removed,
        Card card) {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public PoolVersion {
        if (model == null || version < 1 || sha256 == null || !SHA256.matcher(sha256).matches() || size < 0 || card == null) {
            throw new IllegalArgumentException("no version of a model: " + model + " " + version + " " + sha256);
        }
    }

    /** For people. */
    String name() {
        return model + " " + version;
    }

    PoolVersion with(Card changed) {
        return new PoolVersion(model, version, sha256, size, signature, keyId, removed, changed);
    }

    PoolVersion removed(CardEvent event) {
        return new PoolVersion(model, version, sha256, size, signature, keyId, true, card.with(event));
    }
}
