package io.bactrian.delivery;

import java.util.Map;
import java.util.regex.Pattern;

import io.bactrian.delivery.remote.Digested;
import io.bactrian.model.repository.Digest;
import io.bactrian.rollout.Promote;

/**
 * That a version of a model is to be on this node.
 *
 * @param id      unique among all orders, such as {@code namespace/name} of a ConfigMap
 * @param version above 0; 0 where the source says it
 * @param source  where its files are
 * @param sha256  of the archive, in lower-case hexadecimal digits; of the manifest where a registry has it; of {@code model.onnx}
 *                where the order holds the files themselves, or MLflow has them. Null for none, where it is no archive
 * @param promote how it comes into service; null for {@code bactrian.rollout.promote}
 * @param nodes   which nodes it is for
 */
public record Order(String id, String model, int version, OrderSource source, String sha256, Promote promote,
        NodeSelector nodes) {
    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** @throws IllegalArgumentException naming what is wrong with it */
    public Order {
        if (!MODEL.matcher(model).matches()) {
            throw new IllegalArgumentException(
                    "the model's name is '" + model + "'; expected letters, digits and ._-, 128 at most");
        }
        version = version == 0 ? source.version() : version;
        if (version < 1 && (version < 0 || !source.versioned())) {
            throw new IllegalArgumentException("version is " + version + "; expected a whole number from 1 on");
        }
        if (sha256 != null && !SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("sha256 is '" + sha256
                    + "'; expected the 64 digits 0-9a-f that sha256sum prints");
        }
        source = source.held(sha256);
        if (sha256 == null && source.digested() == Digested.ARCHIVE) {
            throw new IllegalArgumentException("sha256 is missing; expected that of the archive, as sha256sum prints it");
        }
    }

    /** What tells its content from that of another order, in digits. */
    String digest() {
        return source.digest(sha256);
    }

    /** Whether its source must be resolved before it is known what it wants. */
    boolean open() {
        return source.open(version);
    }

    /** The same order for what its source was found to name. */
    Order resolved(int number, OrderSource found) {
        return new Order(id, model, number, found, sha256, promote, nodes);
    }

    /** What the archive must have; null where there is none. */
    String archiveDigest() {
        return source.digested() == Digested.ARCHIVE ? sha256 : null;
    }

    /** What {@code model.onnx} must have; null where the order does not say. */
    String modelDigest() {
        return source.digested() == Digested.MODEL ? sha256 : null;
    }

    /** A short name for its files while they come, the same for the same content from the same place. */
    String key() {
        return Digest.of(id + "\n" + model + "\n" + version + "\n" + source.place() + "\n" + digest())
                .substring(0, 24);
    }

    /** Whether both want the same files in the same place. */
    boolean sameVersion(Order other) {
        return model.equals(other.model) && version == other.version;
    }

    /** The files that an order holds itself, by name. */
    Map<String, byte[]> files() {
        return source instanceof OrderSource.Inline inline ? inline.files() : Map.of();
    }
}
