package io.bactrian.infer.onnx;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import ai.djl.engine.EngineException;
import ai.onnxruntime.OnnxTensor;
import io.bactrian.model.Datatype;
import io.bactrian.model.Elements;
import io.bactrian.model.ModelOutput.Tensor;

/** Reads outputs out of native memory. */
final class TensorReader {
    private static final int MOST_ELEMENTS = 1 << 24;

    private TensorReader() {
    }

    /**
     * The output of a run over one message: it may have any shape.
     *
     * @throws EngineException where it has more elements than are read
     */
    static Tensor whole(String name, OnnxTensor tensor) {
        Datatype datatype = ElementTypes.datatype(tensor.getInfo().onnxType);
        int count = count(name, tensor);
        long[] shape = tensor.getInfo().getShape();
        return switch (datatype) {
            case BYTES -> new Tensor(name, datatype, shape, null, StringTensors.read(name, tensor, count), null);
            case INT64, UINT64 -> Tensor.whole(name, datatype, shape,
                    count == 0 ? new long[0] : Elements.wholes(tensor.getByteBuffer(), count));
            default -> new Tensor(name, datatype, shape, values(tensor, datatype, count), null, null);
        };
    }

    /**
     * The output of a run over a batch, message by message.
     *
     * @throws EngineException where the first dimension is not the batch
     */
    static List<Tensor> split(String name, OnnxTensor tensor, int messages) {
        long[] shape = tensor.getInfo().getShape();
        if (shape.length == 0 || shape[0] != messages) {
            throw new EngineException("output '" + name + "' has the shape " + Arrays.toString(shape) + " for a batch of "
                    + messages + "; expected the batch first. Set batching.size to 1, or leave it out of outputs.answer");
        }
        Tensor all = whole(name, tensor);
        if (messages == 1) {
            return List.of(all);
        }
        List<Tensor> parts = new ArrayList<>(messages);
        for (int i = 0; i < messages; i++) {
            parts.add(all.part(i));
        }
        return parts;
    }

    private static int count(String name, OnnxTensor tensor) {
        long count = tensor.getInfo().getNumElements();
        if (count < 0 || count > MOST_ELEMENTS) {
            throw new EngineException("output '" + name + "' has the shape " + Arrays.toString(tensor.getInfo().getShape())
                    + "; expected at most " + MOST_ELEMENTS + " elements. Leave it out of outputs.answer");
        }
        return (int) count;
    }

    private static double[] values(OnnxTensor tensor, Datatype datatype, int count) {
        if (count == 0) {
            return new double[0];
        }
        if (datatype != Datatype.FP32) {
            return Elements.get(tensor.getByteBuffer(), datatype, count);
        }
        FloatBuffer floats = tensor.getFloatBuffer();
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = floats.get(i);
        }
        return values;
    }
}
