package io.bactrian.tensor;

import java.nio.ByteBuffer;

import io.bactrian.model.Datatype;

/**
 * An input tensor of a request.
 *
 * @param shape    its dimensions; not copied
 * @param elements row-major, little-endian; null for BYTES
 * @param texts    the elements of BYTES, row-major, where they were sent as texts; null for all others
 * @param blobs    the elements of BYTES, row-major, where they were sent as binary data; null for all others
 */
public record Tensor(String name, Datatype datatype, long[] shape, ByteBuffer elements, String[] texts, ByteBuffer[] blobs) {
    public Tensor(String name, Datatype datatype, long[] shape, ByteBuffer elements, String[] texts) {
        this(name, datatype, shape, elements, texts, null);
    }

    /** The same with texts, where it has binary data for a model that takes texts. */
    Tensor withTexts() {
        return blobs == null ? this : new Tensor(name, datatype, shape, null, BinaryTensors.texts(name, blobs));
    }
}
