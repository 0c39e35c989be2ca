package io.bactrian.grpc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

import com.google.protobuf.ByteString;

import io.bactrian.grpc.proto.InferTensorContents;
import io.bactrian.model.Datatype;
import io.bactrian.model.ElementRange;
import io.bactrian.model.Elements;
import io.bactrian.tensor.BinaryTensors;
import io.bactrian.tensor.InvalidRequest;
import io.bactrian.tensor.Shapes;
import io.bactrian.tensor.Tensor;

/** Reads the elements of one tensor from the field of {@code contents} that its datatype has. Any thread. */
final class TypedContents {
    private final String name;
    private final Datatype datatype;
    private final InferTensorContents contents;

    private TypedContents(String name, Datatype datatype, InferTensorContents contents) {
        this.name = name;
        this.datatype = datatype;
        this.contents = contents;
    }

    /** Whether there are elements, in whatever field. */
    static boolean any(InferTensorContents contents) {
        return count(contents) > 0;
    }

    /** @throws InvalidRequest where it is not what datatype and shape take */
    static Tensor read(String name, Datatype datatype, long[] shape, InferTensorContents contents) {
        return new TypedContents(name, datatype, contents).read(shape);
    }

    private Tensor read(long[] shape) {
        if (datatype == Datatype.FP16 || datatype == Datatype.BF16) {
            throw new InvalidRequest("input '" + name + "' is " + datatype + ", which has no field in contents; expected its "
                    + "elements in raw_input_contents");
        }
        long expected = Shapes.elements(name, shape);
        int own = field().size();
        if (own < count(contents)) {
            throw new InvalidRequest("input '" + name + "' has elements in other fields of contents than " + datatype
                    + " has; expected all in " + fieldName());
        }
        if (own != expected) {
            throw new InvalidRequest("input '" + name + "' has " + own + " elements in contents." + fieldName()
                    + ", but its shape is " + Arrays.toString(shape) + "; expected " + expected);
        }
        if (datatype == Datatype.BYTES) {
            return new Tensor(name, datatype, shape, null, texts());
        }
        ByteBuffer bytes = ByteBuffer.allocate(own * Elements.bytes(datatype)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < own; i++) {
            put(bytes, i);
        }
        return new Tensor(name, datatype, shape, bytes.flip(), null);
    }

    private void put(ByteBuffer bytes, int place) {
        switch (datatype) {
            case BOOL -> bytes.put((byte) (contents.getBoolContents(place) ? 1 : 0));
            case INT8, INT16 -> whole(bytes, place, contents.getIntContents(place));
            case UINT8, UINT16 -> whole(bytes, place, Integer.toUnsignedLong(contents.getUintContents(place)));
            case INT32 -> bytes.putInt(contents.getIntContents(place));
            case UINT32 -> bytes.putInt(contents.getUintContents(place));
            case INT64 -> bytes.putLong(contents.getInt64Contents(place));
            case UINT64 -> bytes.putLong(contents.getUint64Contents(place));
            case FP32 -> bytes.putFloat(contents.getFp32Contents(place));
            case FP64 -> bytes.putDouble(contents.getFp64Contents(place));
            default -> throw new IllegalStateException(datatype.name());
        }
    }

    private void whole(ByteBuffer bytes, int place, long value) {
        if (!ElementRange.holds(datatype, value)) {
            throw new InvalidRequest("input '" + name + "', element " + place + " is " + value + ", but " + datatype + " takes "
                    + ElementRange.expected(datatype));
        }
        if (Elements.bytes(datatype) == 1) {
            bytes.put((byte) value);
        } else {
            bytes.putShort((short) value);
        }
    }

    private String[] texts() {
        String[] texts = new String[contents.getBytesContentsCount()];
        for (int i = 0; i < texts.length; i++) {
            ByteString text = contents.getBytesContents(i);
            texts[i] = BinaryTensors.text(name, i, text.asReadOnlyByteBuffer());
        }
        return texts;
    }

    private List<?> field() {
        return switch (datatype) {
            case BOOL -> contents.getBoolContentsList();
            case INT8, INT16, INT32 -> contents.getIntContentsList();
            case UINT8, UINT16, UINT32 -> contents.getUintContentsList();
            case INT64 -> contents.getInt64ContentsList();
            case UINT64 -> contents.getUint64ContentsList();
            case FP32 -> contents.getFp32ContentsList();
            case FP64 -> contents.getFp64ContentsList();
            case BYTES -> contents.getBytesContentsList();
            case FP16, BF16 -> List.of();
        };
    }

    private String fieldName() {
        return switch (datatype) {
            case BOOL -> "bool_contents";
            case INT8, INT16, INT32 -> "int_contents";
            case UINT8, UINT16, UINT32 -> "uint_contents";
            case INT64 -> "int64_contents";
            case UINT64 -> "uint64_contents";
            case FP32 -> "fp32_contents";
            case FP64 -> "fp64_contents";
            case BYTES -> "bytes_contents";
            case FP16, BF16 -> "raw_input_contents";
        };
    }

    private static int count(InferTensorContents contents) {
        return contents.getBoolContentsCount() + contents.getIntContentsCount() + contents.getInt64ContentsCount()
                + contents.getUintContentsCount() + contents.getUint64ContentsCount() + contents.getFp32ContentsCount()
                + contents.getFp64ContentsCount() + contents.getBytesContentsCount();
    }
}
