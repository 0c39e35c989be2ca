package io.bactrian.infer.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.bactrian.model.Datatype;
import io.bactrian.model.Elements;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelUnavailable;

/** Makes one input's tensors, one after the other in the same memory: the last is not used any more when the next is made. */
final class TensorWriter implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final Manifest.Input input;
    private final int place;
    private final int offset;
    private final int elements;
    private ByteBuffer bytes = ByteBuffer.allocateDirect(0);
    private OnnxTensor tensor;
    private int messages;

    /**
     * @param place  the input's in the manifest
     * @param offset where its elements begin in a message's data
     */
    TensorWriter(Manifest.Input input, int place, int offset) {
        this.input = input;
        this.place = place;
        this.offset = offset;
        this.elements = input.elements();
    }

    String name() {
        return input.name();
    }

    /** Whether a tensor stays this writer's, which writes the next batch into it where that has as many messages. */
    boolean keeps() {
        return input.datatype() != Datatype.BYTES;
    }

    OnnxTensor write(List<? extends ModelInput> batch) throws OrtException {
        if (!keeps()) {
            return StringTensors.create(environment, input.name(), texts(batch), input.shape(batch.size()));
        }
        reserve(batch.size());
        bytes.clear();
        for (ModelInput message : batch) {
            ByteBuffer own = message.bytes(place);
            if (own == null) {
                Elements.put(bytes, input.datatype(), message.data(), offset, elements);
            } else {
                bytes.put(own.duplicate());
            }
        }
        if (tensor == null || messages != batch.size()) {
            close();
            tensor = tensor(input.shape(batch.size()));
            messages = batch.size();
        }
        return tensor;
    }

    private OnnxTensor tensor(long[] shape) throws OrtException {
        return switch (input.datatype()) {
            case UINT16, UINT32, UINT64 -> UnsignedTensors.create(environment, bytes.flip(), shape, input.datatype());
            default -> OnnxTensor.createTensor(environment, bytes.flip(), shape, ElementTypes.javaType(input.datatype()));
        };
    }

    @Override
    public void close() {
        if (tensor != null) {
            tensor.close();
            tensor = null;
        }
    }

    /** @throws IllegalArgumentException where a message does not bring as much as the input takes */
    void check(ModelInput message) {
        ByteBuffer own = message.bytes(place);
        if (own != null && own.remaining() != elements * Elements.bytes(input.datatype())) {
            throw new IllegalArgumentException("it brings " + own.remaining() + " bytes for '" + input.name() + "'; expected "
                    + elements * Elements.bytes(input.datatype()));
        }
        if (own == null && message.data() == null && input.datatype() != Datatype.BYTES) {
            throw new IllegalArgumentException("it brings nothing for '" + input.name() + "'");
        }
    }

    private String[] texts(List<? extends ModelInput> batch) {
        String[] texts = new String[batch.size() * elements];
        int next = 0;
        for (ModelInput message : batch) {
            for (int i = offset; i < offset + elements; i++) {
                String text = message.texts() == null || i >= message.texts().length ? null : message.texts()[i];
                if (text == null) { // would end the process in native code
                    throw new IllegalArgumentException("it brings no text for '" + input.name() + "', element " + (i - offset));
                }
                texts[next++] = text;
            }
        }
        return texts;
    }

    private void reserve(int count) {
        long needed = (long) count * elements * Elements.bytes(input.datatype());
        if (needed <= bytes.capacity()) {
            return;
        }
        close();
        try {
            bytes = ByteBuffer.allocateDirect(Math.toIntExact(needed)).order(ByteOrder.nativeOrder());
        } catch (ArithmeticException | OutOfMemoryError e) {
            throw new ModelUnavailable("there is not enough memory for " + needed + " bytes of input '" + input.name() + "' ("
                    + count + " messages of " + elements + " elements); lower batching.size or raise -Xmx", e);
        }
    }
}
