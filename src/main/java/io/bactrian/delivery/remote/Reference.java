package io.bactrian.delivery.remote;

import java.util.Optional;

/** What a URL names in a store of others. */
public sealed interface Reference permits OciReference, MlflowReference, S3Reference {
    /**
     * Empty where the URL's scheme is none of theirs.
     *
     * @throws IllegalArgumentException naming what is wrong with it, beginning with {@code url is}
     */
    static Optional<Reference> of(String url) {
        String scheme = url.replaceFirst(":.*", "");
        return switch (scheme) {
            case "oci", "oci+http" -> Optional.of(OciReference.of(url));
            case "mlflow", "mlflow+http" -> Optional.of(MlflowReference.of(url));
            case "s3" -> Optional.of(S3Reference.of(url));
            default -> Optional.empty();
        };
    }

    /** The URL. */
    String text();

    /** Whether it names the same content for good, so that it is not resolved again. */
    boolean fixed();

    /** The version that it names; 0 where it names none. */
    int version();

    /** Whether the store says the version where an order does not. */
    default boolean versioned() {
        return true;
    }

    /** Of what an order's digest is. */
    Digested digested();

    /** SHA-256 of what it names, in hexadecimal digits; null where the URL does not say. */
    default String sha256() {
        return null;
    }

    /**
     * The same reference, held to a digest where its store has those.
     *
     * @throws IllegalArgumentException where it has another one
     */
    default Reference held(String sha256) {
        return this;
    }

    /** What its files have to be, for people. */
    String expected();
}
