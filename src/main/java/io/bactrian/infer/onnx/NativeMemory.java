package io.bactrian.infer.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/**
 * Memory for a short while. What is large is taken from the C library and given back immediately: Java's heap and its direct buffers
 * are both bounded by {@code -Xmx}, which is set for messages, not for models.
 */
final class NativeMemory implements AutoCloseable {
    private static final int LARGE = 8 << 20;

    private final ByteBuffer buffer;
    private final long address;

    /** @throws IllegalStateException where there is not so much */
    NativeMemory(long bytes) {
        if (bytes <= LARGE) {
            address = 0;
            buffer = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
            return;
        }
        address = bytes > Integer.MAX_VALUE ? 0 : Native.malloc(bytes);
        if (address == 0) {
            throw new IllegalStateException("there is not enough memory for its " + bytes + " bytes");
        }
        buffer = new Pointer(address).getByteBuffer(0, bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** On the heap or direct; not to be used after {@link #close}. */
    ByteBuffer buffer() {
        return buffer;
    }

    @Override
    public void close() {
        if (address != 0) {
            Native.free(address);
        }
    }
}
