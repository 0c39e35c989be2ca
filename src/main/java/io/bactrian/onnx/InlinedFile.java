package io.bactrian.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.google.protobuf.CodedOutputStream;

import io.bactrian.onnx.ExternalTensor.Frame;

/**
 * An ONNX file with the values of its external tensors in itself. Each such tensor gets two fields more, raw data and the word
 * that it is not external, which count as they come last; the lengths of all messages around it grow. Nothing else changes.
 */
public final class InlinedFile {
    private static final byte[] NOT_EXTERNAL = {Tags.TENSOR_LOCATION, 0, Tags.TENSOR_RAW};

    private final ByteBuffer file;
    private final Map<Integer, Edit> edits = new TreeMap<>();
    private final long size;

    /** @param externals all of the file's, each with a known {@link ExternalTensor#length} */
    public InlinedFile(ByteBuffer file, List<ExternalTensor> externals) {
        this.file = file.duplicate();
        TreeMap<Integer, Frame> around = new TreeMap<>();
        Map<Frame, Long> more = new HashMap<>();
        long added = 0;
        for (ExternalTensor tensor : externals) {
            edits.put(tensor.frame().end(), new Edit(0, tensor.length(), tensor));
            more.merge(tensor.frame(), NOT_EXTERNAL.length + varint(tensor.length()) + tensor.length(), Long::sum);
            for (Frame frame = tensor.frame(); frame != null; frame = frame.parent()) {
                around.put(frame.lengthAt(), frame);
            }
        }
        for (Frame frame : around.descendingMap().values()) { // what lies in another begins behind it
            long length = frame.length() + more.get(frame);
            int old = frame.bodyAt() - frame.lengthAt();
            long grown = more.get(frame) + varint(length) - old;
            edits.put(frame.lengthAt(), new Edit(old, length, null));
            if (frame.parent() == null) {
                added += grown;
            } else {
                more.merge(frame.parent(), grown, Long::sum);
            }
        }
        this.size = file.limit() + added;
    }

    /** The most that protobuf takes is {@link Integer#MAX_VALUE}. */
    public long size() {
        return size;
    }

    /** Where a tensor's values come from. */
    public interface Values {
        /** Fills what is left of {@code into}: {@link ExternalTensor#length} bytes. */
        void read(ExternalTensor tensor, ByteBuffer into) throws IOException;
    }

    /** @param into has {@link #size} bytes left */
    public void write(ByteBuffer into, Values values) throws IOException {
        int done = 0;
        for (Map.Entry<Integer, Edit> next : edits.entrySet()) {
            int at = next.getKey();
            Edit edit = next.getValue();
            into.put(file.slice(done, at - done));
            done = at + edit.replaced();
            if (edit.tensor() != null) {
                into.put(NOT_EXTERNAL);
            }
            put(into, edit.number());
            if (edit.tensor() != null) {
                int length = (int) edit.number();
                values.read(edit.tensor(), into.slice(into.position(), length));
                into.position(into.position() + length);
            }
        }
        into.put(file.slice(done, file.limit() - done));
    }

    private static int varint(long number) {
        return CodedOutputStream.computeUInt64SizeNoTag(number);
    }

    private static void put(ByteBuffer into, long number) {
        long left = number;
        for (; left > 0x7f; left >>>= 7) {
            into.put((byte) (left & 0x7f | 0x80));
        }
        into.put((byte) left);
    }

    /**
     * @param replaced how many bytes of the file it stands for
     * @param number   a length, written as a varint
     * @param tensor   whose values follow, or null
     */
    private record Edit(int replaced, long number, ExternalTensor tensor) {
    }
}
