package io.bactrian.delivery.remote;

/** Of what the digest is that an order has. */
public enum Digested {
    /** The archive; every order needs it. */
    ARCHIVE,
    /** The manifest of a registry, which has the digests of all files. */
    MANIFEST,
    /** The version's {@code model.onnx}. */
    MODEL
}
