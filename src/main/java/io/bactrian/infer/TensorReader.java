package io.bactrian.infer;

import java.lang.reflect.Array;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import ai.djl.engine.EngineException;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.bactrian.model.Datatype;
import io.bactrian.model.Elements;
import io.bactrian.model.ModelOutput.Tensor;

/** Reads outputs out of native memory. */
final class TensorReader {
    private TensorReader() {
    }

    /** The output of a run over one message: it may have any shape. */
    static Tensor whole(String name, OnnxTensor tensor) throws OrtException {
        Datatype datatype = ElementTypes.datatype(tensor.getInfo().onnxType);
        return switch (datatype) {
            case BYTES -> new Tensor(name, datatype, null, texts(tensor));
            case INT64 -> Tensor.whole(name, wholes(tensor));
            default -> new Tensor(name, datatype, values(tensor, datatype));
        };
    }

    /**
     * The output of a run over a batch, message by message.
     *
     * @throws EngineException where the first dimension is not the batch
     */
    static List<Tensor> split(String name, OnnxTensor tensor, int messages) throws OrtException {
        long[] shape = tensor.getInfo().getShape();
        if (shape.length == 0 || shape[0] != messages) {
            throw new EngineException("output '" + name + "' has the shape " + Arrays.toString(shape) + " for a batch of "
                    + messages + "; expected the batch first. Set batching.size to 1, or leave it out of outputs.answer");
        }
        Tensor all = whole(name, tensor);
        if (messages == 1) {
            return List.of(all);
        }
        int each = all.length() / messages;
        List<Tensor> parts = new ArrayList<>(messages);
        for (int i = 0; i < messages; i++) {
            parts.add(all.part(i * each, (i + 1) * each));
        }
        return parts;
    }

    private static long[] wholes(OnnxTensor tensor) {
        int count = Math.toIntExact(tensor.getInfo().getNumElements());
        return count == 0 ? new long[0] : Elements.wholes(tensor.getByteBuffer(), count);
    }

    private static double[] values(OnnxTensor tensor, Datatype datatype) {
        double[] values = new double[Math.toIntExact(tensor.getInfo().getNumElements())];
        if (values.length == 0) {
            return values;
        }
        if (datatype != Datatype.FP32) {
            return Elements.get(tensor.getByteBuffer(), datatype, values.length);
        }
        FloatBuffer floats = tensor.getFloatBuffer();
        for (int i = 0; i < values.length; i++) {
            values[i] = floats.get(i);
        }
        return values;
    }

    private static String[] texts(OnnxTensor tensor) throws OrtException {
        List<String> texts = new ArrayList<>();
        if (tensor.getInfo().getNumElements() > 0) {
            flatten(tensor.getValue(), texts);
        }
        return texts.toArray(String[]::new);
    }

    private static void flatten(Object value, List<String> into) {
        if (value instanceof String text) {
            into.add(text);
            return;
        }
        for (int i = 0; i < Array.getLength(value); i++) {
            flatten(Array.get(value, i), into);
        }
    }
}
