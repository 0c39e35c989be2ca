package io.bactrian.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.bactrian.model.Datatype;

/**
 * Tensors of a request as Triton's binary data extension and the protocol over gRPC have them: little-endian, row-major; a text is its
 * length in four bytes, then its bytes. Any thread.
 */
public final class BinaryTensors {
    private BinaryTensors() {
    }

    /**
     * @param data exactly the tensor's; the tensor shares it
     * @throws InvalidRequest where it is not what datatype and shape take
     */
    public static Tensor read(String name, Datatype datatype, long[] shape, ByteBuffer data) {
        long elements = Shapes.elements(name, shape);
        if (datatype == Datatype.BYTES) {
            return new Tensor(name, datatype, shape, null, null, blobs(name, shape, elements, data));
        }
        long bytes = Shapes.bytes(name, datatype, elements);
        if (bytes != data.remaining()) {
            throw new InvalidRequest("input '" + name + "' has " + data.remaining() + " bytes of binary data, but " + datatype
                    + " of the shape " + Arrays.toString(shape) + " takes " + bytes);
        }
        if (datatype == Datatype.BOOL) {
            checkTruths(name, data);
        }
        return new Tensor(name, datatype, shape, data, null);
    }

    private static void checkTruths(String name, ByteBuffer data) {
        for (int i = data.position(); i < data.limit(); i++) {
            if ((data.get(i) & ~1) != 0) {
                throw new InvalidRequest("input '" + name + "', element " + (i - data.position()) + " is the byte "
                        + (data.get(i) & 0xff) + ", but BOOL takes 0 or 1");
            }
        }
    }

    private static ByteBuffer[] blobs(String name, long[] shape, long elements, ByteBuffer data) {
        if (elements > data.remaining() / Integer.BYTES) {
            throw new InvalidRequest(
                    "input '" + name + "' has " + data.remaining() + " bytes of binary data, but BYTES of the shape "
                            + Arrays.toString(shape) + " takes 4 for each of " + elements + " elements at least");
        }
        ByteBuffer rest = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer[] blobs = new ByteBuffer[(int) elements];
        for (int i = 0; i < blobs.length; i++) {
            int length = rest.remaining() < Integer.BYTES ? -1 : rest.getInt();
            if (length < 0 || length > rest.remaining()) {
                throw new InvalidRequest(
                        "input '" + name + "', element " + i + " is longer than its binary data: expected for each "
                                + "element its length as a 4-byte number, then its bytes");
            }
            blobs[i] = rest.slice(rest.position(), length);
            rest.position(rest.position() + length);
        }
        if (rest.hasRemaining()) {
            throw new InvalidRequest("input '" + name + "' has " + rest.remaining() + " bytes more of binary data than its "
                    + elements + " elements");
        }
        return blobs;
    }

    /** @throws InvalidRequest at the first that is no UTF-8 */
    static String[] texts(String name, ByteBuffer[] blobs) {
        String[] texts = new String[blobs.length];
        for (int i = 0; i < blobs.length; i++) {
            texts[i] = text(name, i, blobs[i].duplicate());
        }
        return texts;
    }

    /** @throws InvalidRequest where they are no UTF-8 */
    public static String text(String name, int place, ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new InvalidRequest("input '" + name + "', element " + place + " is no UTF-8, but the model takes texts");
        }
    }
}
