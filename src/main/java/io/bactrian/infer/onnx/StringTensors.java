package io.bactrian.infer.onnx;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

import ai.djl.engine.EngineException;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;

/** Strings in and out of tensors, as UTF-8, character for character. */
final class StringTensors {
    private static final int MOST_BYTES = 64 << 20;

    private StringTensors() {
    }

    /** Made when the first tensor of texts is: most models have none. */
    private static final class Lazy {
        static final CApi API = new CApi();
    }

    /** @throws IllegalArgumentException where a text has half of a surrogate pair, which is no character */
    static OnnxTensor create(OrtEnvironment environment, String name, String[] texts, long[] shape) throws OrtException {
        String[] empty = new String[texts.length];
        Arrays.fill(empty, "");
        OnnxTensor tensor = OnnxTensor.createTensor(environment, empty, shape);
        try {
            for (int i = 0; i < texts.length; i++) {
                if (!texts[i].isEmpty()) {
                    Lazy.API.put(tensor, i, bytes(name, texts[i]));
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
        byte[] all = Lazy.API.get(tensor, ends, MOST_BYTES);
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
                    "its text for '" + name + "' has half of a surrogate pair, which is no character");
        }
    }

    private static String text(String name, ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new EngineException("output '" + name + "' has a text that is no UTF-8; leave it out of outputs.answer");
        }
    }

    /**
     * The strings of tensors as bytes, by ONNX Runtime's C API. Its Java API hands texts over as modified UTF-8, in which NUL and
     * characters beyond U+FFFF are other bytes than in the UTF-8 that models and ONNX Runtime's other APIs have.
     *
     * <p>
     * {@code OrtApi} in {@code onnxruntime_c_api.h} is a table of functions that only grows, at its end: the places below are the same
     * in every version from 1.15 on.
     */
    private static final class CApi {
        private static final int GET_ERROR_MESSAGE = 2;
        private static final int GET_STRING_TENSOR_DATA_LENGTH = 53;
        private static final int GET_STRING_TENSOR_CONTENT = 54;
        private static final int RELEASE_STATUS = 93;
        private static final int GET_RESIZED_STRING_TENSOR_ELEMENT_BUFFER = 252;

        private final MethodHandle handle;
        private final Function errorMessage;
        private final Function releaseStatus;
        private final Function dataLength;
        private final Function content;
        private final Function resizedElement;

        /** ONNX Runtime runs already. */
        CApi() {
            try {
                Class<?> runtime = Class.forName("ai.onnxruntime.OnnxRuntime");
                MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(OnnxTensorLike.class, MethodHandles.lookup());
                Pointer api = new Pointer((long) lookup.findStaticGetter(runtime, "ortApiHandle", long.class).invoke());
                handle = lookup.findVirtual(OnnxTensorLike.class, "getNativeHandle", MethodType.methodType(long.class));
                errorMessage = function(api, GET_ERROR_MESSAGE);
                releaseStatus = function(api, RELEASE_STATUS);
                dataLength = function(api, GET_STRING_TENSOR_DATA_LENGTH);
                content = function(api, GET_STRING_TENSOR_CONTENT);
                resizedElement = function(api, GET_RESIZED_STRING_TENSOR_ELEMENT_BUFFER);
            } catch (Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("the strings of ONNX Runtime's tensors cannot be reached: " + e, e);
            }
        }

        /** Replaces an element. */
        void put(OnnxTensor tensor, int place, byte[] text) {
            PointerByReference buffer = new PointerByReference();
            check(resizedElement.invokePointer(new Object[]{address(tensor), (long) place, (long) text.length, buffer}));
            buffer.getValue().write(0, text, 0, text.length);
        }

        /**
         * All elements, one behind the other.
         *
         * @param ends gets where each ends
         * @param most bytes of all together
         * @throws EngineException where there are more
         */
        byte[] get(OnnxTensor tensor, long[] ends, long most) {
            LongByReference length = new LongByReference();
            check(dataLength.invokePointer(new Object[]{address(tensor), length}));
            long bytes = length.getValue();
            if (bytes > most) {
                throw new EngineException("it has texts of " + bytes + " bytes; expected at most " + most);
            }
            Memory texts = new Memory(Math.max(1, bytes));
            Memory begins = new Memory((long) ends.length * Native.SIZE_T_SIZE);
            check(content.invokePointer(new Object[]{address(tensor), texts, bytes, begins, (long) ends.length}));
            for (int i = 0; i < ends.length - 1; i++) {
                ends[i] = begins.getLong((i + 1L) * Native.SIZE_T_SIZE);
            }
            ends[ends.length - 1] = bytes;
            return texts.getByteArray(0, (int) bytes);
        }

        private static Function function(Pointer api, int place) {
            return Function.getFunction(api.getPointer((long) place * Native.POINTER_SIZE));
        }

        private Pointer address(OnnxTensor tensor) {
            try {
                return new Pointer((long) handle.invoke((OnnxTensorLike) tensor));
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        private void check(Pointer status) {
            if (status != null) {
                String message = errorMessage.invokePointer(new Object[]{status}).getString(0, "UTF-8");
                releaseStatus.invokeVoid(new Object[]{status});
                throw new EngineException(message);
            }
        }
    }
}
