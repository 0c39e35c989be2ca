package io.bactrian.infer.onnx;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrayAdapter;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OnnxTensor;

/** A tensor of any type as DJL carries it: closed with its manager, or before. DJL's own array knows fewer types. */
final class OnnxArray extends NDArrayAdapter {
    private final OnnxTensor tensor;
    private final boolean owned;

    /** @param owned whether the tensor ends with this */
    OnnxArray(NDManager manager, String name, OnnxTensor tensor, boolean owned) {
        super(manager, manager, new Shape(tensor.getInfo().getShape()), DataType.UNKNOWN, NDManager.nextUid());
        this.tensor = tensor;
        this.owned = owned;
        setName(name);
        manager.attachInternal(getUid(), this);
    }

    OnnxTensor tensor() {
        return tensor;
    }

    @Override
    public void close() {
        if (owned) {
            tensor.close();
        }
        super.close();
    }

    @Override
    public void detach() {
        manager.detachInternal(getUid());
    }

    @Override
    public void intern(NDArray replaced) {
        throw new UnsupportedOperationException("a tensor stays what it is");
    }

    @Override
    public ByteBuffer toByteBuffer(boolean tryDirect) {
        return tensor.getByteBuffer();
    }

    @Override
    public String[] toStringArray(Charset charset) {
        throw new UnsupportedOperationException("read the tensor");
    }
}
