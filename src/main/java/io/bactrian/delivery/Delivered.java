package io.bactrian.delivery;

import java.time.Instant;

import io.bactrian.rollout.Promote;

/**
 * A version that was delivered, as it says beside its files.
 *
 * @param order   the id of the order that last asked for it
 * @param digest  of the order's content
 * @param bytes   that it takes
 * @param place   where it came from; of a tag or an alias, what it named
 * @param sha256  of its {@code model.onnx}
 * @param promote how it comes into service; null for {@code bactrian.rollout.promote}
 */
record Delivered(String model, int version, String order, String digest, long bytes, Promote promote, Instant at,
        String place, String sha256) {
    Delivered orderedBy(Order other) {
        return new Delivered(model, version, other.id(), digest, bytes, other.promote(), at, place, sha256);
    }

    boolean is(Order other) {
        return model.equals(other.model()) && version == other.version() && digest.equals(other.digest());
    }
}
