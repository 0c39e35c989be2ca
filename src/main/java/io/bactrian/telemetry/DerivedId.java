package io.bactrian.telemetry;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The id of a message that brought none: a digest of device and payload, and the packet identifier, which MQTT keeps when it
 * delivers again (MQTT 5, 4.4). So a repeat has the same id, and an equal reading that follows has another.
 */
public final class DerivedId {
    private static final int DIGEST_BYTES = 12;

    private DerivedId() {
    }

    /** 24 hexadecimal digits, a hyphen and the packet identifier. */
    public static String of(Envelope envelope) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(envelope.device().getBytes(StandardCharsets.UTF_8));
            sha.update((byte) 0);
            byte[] digest = Arrays.copyOf(sha.digest(envelope.payload()), DIGEST_BYTES);
            return HexFormat.of().formatHex(digest) + "-" + Integer.toHexString(envelope.packetId());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
