package io.bactrian.tensor;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import io.bactrian.model.Manifest;

/** Pictures in place of a tensor: one element of BYTES for each, as they are in binary data, in base64 in JSON. */
final class PictureRows {
    private PictureRows() {
    }

    /** @throws InvalidRequest where there is not one picture a row */
    static List<byte[]> of(Tensor tensor, Manifest.Input input) {
        long[] shape = tensor.shape();
        boolean fits = (shape.length == 1 || shape.length == 2 && shape[1] == 1) && shape[0] > 0
                && (input.batched() || shape[0] == 1);
        if (!fits) {
            throw new InvalidRequest("input '" + input.name() + "' has the shape " + Arrays.toString(shape)
                    + ", but pictures as BYTES have " + (input.batched() ? "[the number of pictures]" : "[1]"));
        }
        int count = tensor.blobs() == null ? tensor.texts().length : tensor.blobs().length;
        List<byte[]> pictures = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            pictures.add(tensor.blobs() == null ? decoded(tensor, i) : bytes(tensor.blobs()[i]));
        }
        return pictures;
    }

    private static byte[] bytes(ByteBuffer blob) {
        byte[] bytes = new byte[blob.remaining()];
        blob.duplicate().get(bytes);
        return bytes;
    }

    private static byte[] decoded(Tensor tensor, int place) {
        try {
            return Base64.getDecoder().decode(tensor.texts()[place]);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest("input '" + tensor.name() + "', element " + place
                    + " is no base64, but the model takes pictures: send a JPEG or PNG file in base64, or as binary data");
        }
    }
}
