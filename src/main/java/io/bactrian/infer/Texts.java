package io.bactrian.infer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import ai.djl.engine.EngineException;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;

/** Texts in and out of tensors, as UTF-8, character for character. */
final class Texts {
    private static final int MOST_BYTES = 64 << 20;

    private Texts() {
    }

    /** Made when the first tensor of texts is: most models have none. */
    private static final class Api {
        static final OrtStrings STRINGS = new OrtStrings();
    }

    /** @throws IllegalArgumentException where a text has half of a surrogate pair, which is no character */
    static OnnxTensor tensor(OrtEnvironment environment, String name, String[] texts, long[] shape) throws OrtException {
        String[] empty = new String[texts.length];
        Arrays.fill(empty, "");
        OnnxTensor tensor = OnnxTensor.createTensor(environment, empty, shape);
        try {
            for (int i = 0; i < texts.length; i++) {
                if (!texts[i].isEmpty()) {
                    Api.STRINGS.put(tensor, i, bytes(name, texts[i]));
                }
            }
            return tensor;
        } catch (RuntimeException | Error e) {
            tensor.close();
            throw e;
        }
    }

    /** @throws EngineException where they are too long together, or one has bytes that are no UTF-8 */
    static String[] read(String name, OnnxTensor tensor, int count) {
        String[] texts = new String[count];
        if (count == 0) {
            return texts;
        }
        long[] ends = new long[count];
        byte[] all = Api.STRINGS.get(tensor, ends, MOST_BYTES);
        int begin = 0;
        for (int i = 0; i < count; i++) {
            int end = (int) ends[i];
            texts[i] = text(name, ByteBuffer.wrap(all, begin, end - begin));
            begin = end;
        }
        return texts;
    }

    private static byte[] bytes(String name, String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "its text for '" + name + "' has half of a surrogate pair, which is no character",
                    e);
        }
    }

    private static String text(String name, ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new EngineException("output '" + name + "' has a text that is no UTF-8; leave it out of outputs.answer", e);
        }
    }
}
