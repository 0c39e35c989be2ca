package io.bactrian.infer;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.bactrian.model.Datatype;

/** Reads an array's elements out of native memory. */
final class Numbers {
    private Numbers() {
    }

    static Datatype datatype(DataType type) {
        return switch (type) {
            case FLOAT32 -> Datatype.FP32;
            case FLOAT64 -> Datatype.FP64;
            case INT64 -> Datatype.INT64;
            case INT32 -> Datatype.INT32;
            case BOOLEAN -> Datatype.BOOL;
            default -> throw new EngineException("an output of type " + type + " is not supported; expected FLOAT32, FLOAT64, "
                    + "INT64, INT32 or BOOLEAN");
        };
    }

    static double[] toDoubles(NDArray array) {
        ByteBuffer bytes = array.toByteBuffer();
        double[] values = new double[Math.toIntExact(array.size())];
        switch (array.getDataType()) {
            case FLOAT32 -> {
                FloatBuffer floats = bytes.asFloatBuffer();
                for (int i = 0; i < values.length; i++) {
                    values[i] = floats.get(i);
                }
            }
            case FLOAT64 -> bytes.asDoubleBuffer().get(values);
            case INT64 -> {
                LongBuffer longs = bytes.asLongBuffer();
                for (int i = 0; i < values.length; i++) {
                    values[i] = longs.get(i);
                }
            }
            case INT32 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = bytes.getInt(i * Integer.BYTES);
                }
            }
            default -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = bytes.get(i);
                }
            }
        }
        return values;
    }
}
