package io.bactrian.infer.onnx;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.Buffer;
import java.nio.ByteBuffer;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import io.bactrian.model.Datatype;

/**
 * Tensors of UINT16, UINT32 and UINT64. ONNX Runtime and the native half of its Java API know them; the public half has no name
 * for them, so its private call is made. Any thread.
 */
final class UnsignedTensors {
    private UnsignedTensors() {
    }

    /** Made when the first tensor of these types is: most models have none. */
    private static final class Lazy {
        static final Calls CALLS = new Calls();
    }

    /** @param bytes direct, in native order; not changed while the tensor is in use */
    static OnnxTensor create(OrtEnvironment environment, ByteBuffer bytes, long[] shape, Datatype datatype)
            throws OrtException {
        OnnxTensorType type = switch (datatype) {
            case UINT16 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16;
            case UINT32 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32;
            case UINT64 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64;
            default -> throw new IllegalArgumentException(datatype + " is made by the public API");
        };
        try {
            return Lazy.CALLS.create(environment, bytes, shape, type);
        } catch (OrtException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Calls {
        private final long api;
        private final MethodHandle allocator;
        private final MethodHandle createFromBuffer;
        private final MethodHandle info;
        private final MethodHandle tensor;

        Calls() {
            try {
                MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(OnnxTensor.class, MethodHandles.lookup());
                Class<?> runtime = Class.forName("ai.onnxruntime.OnnxRuntime");
                api = (long) lookup.findStaticGetter(runtime, "ortApiHandle", long.class).invoke();
                Class<?> memory = Class.forName("ai.onnxruntime.OrtAllocator");
                allocator = MethodHandles.filterReturnValue(
                        lookup.findGetter(OrtEnvironment.class, "defaultAllocator", memory),
                        lookup.findGetter(memory, "handle", long.class));
                createFromBuffer = lookup.findStatic(OnnxTensor.class, "createTensorFromBuffer", MethodType.methodType(
                        long.class, long.class, long.class, Buffer.class, int.class, long.class, long[].class, int.class));
                info = lookup.findConstructor(TensorInfo.class,
                        MethodType.methodType(void.class, long[].class, OnnxJavaType.class, OnnxTensorType.class));
                tensor = lookup.findConstructor(OnnxTensor.class, MethodType.methodType(void.class, long.class, long.class,
                        TensorInfo.class, Buffer.class, boolean.class));
            } catch (Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("tensors of unsigned numbers cannot be made: " + e, e);
            }
        }

        OnnxTensor create(OrtEnvironment environment, ByteBuffer bytes, long[] shape, OnnxTensorType type) throws Throwable {
            long memory = (long) allocator.invoke(environment);
            long handle = (long) createFromBuffer.invoke(api, memory, (Buffer) bytes, bytes.position(),
                    (long) bytes.remaining(),
                    shape, type.value);
            TensorInfo form = (TensorInfo) info.invoke(shape.clone(), OnnxJavaType.UNKNOWN, type);
            return (OnnxTensor) tensor.invoke(handle, memory, form, (Buffer) bytes, false);
        }
    }
}
