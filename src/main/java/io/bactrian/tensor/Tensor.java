package io.bactrian.tensor;

import java.nio.ByteBuffer;

import io.bactrian.model.Datatype;

/**
 * An input tensor of a request.
 *
 * @param shape    its dimensions; not copied
 * @param elements row-major, little-endian; null for BYTES
 * @param texts    the elements of BYTES, row-major; null for all others
 */
public record Tensor(String name, Datatype datatype, long[] shape, ByteBuffer elements, String[] texts) {
}
