package io.bactrian.tensor;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.bactrian.model.Datatype;
import io.bactrian.model.Elements;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelUnavailable;

/** What a version says to the rows of one request, put together as the tensors of its response. Immutable. */
public final class OutputTensors {
    private final Manifest model;
    private final List<ModelOutput> rows;

    private OutputTensors(List<ModelOutput> rows) {
        this.model = rows.get(0).model();
        this.rows = rows;
    }

    /**
     * An output of the response.
     *
     * @param shape with the whole batch in front; not copied
     * @param rows  its parts, one for each row of the request
     */
    public record Output(String name, Datatype datatype, long[] shape, List<ModelOutput.Tensor> rows) {
        public Output {
            rows = List.copyOf(rows);
        }

        /** Its elements, little-endian and row-major; a text is its length in four bytes, then its bytes. */
        public byte[] bytes() {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (ModelOutput.Tensor row : rows) {
                if (datatype == Datatype.BYTES) {
                    texts(row.texts(), all);
                } else {
                    all.writeBytes(numbers(row));
                }
            }
            return all.toByteArray();
        }

        private byte[] numbers(ModelOutput.Tensor row) {
            ByteBuffer bytes = ByteBuffer.allocate(row.length() * Elements.bytes(datatype)).order(ByteOrder.LITTLE_ENDIAN);
            if (row.wholes() == null) {
                Elements.put(bytes, datatype, row.values(), 0, row.length());
            } else {
                bytes.asLongBuffer().put(row.wholes());
            }
            return bytes.array();
        }

        private static void texts(String[] texts, ByteArrayOutputStream into) {
            for (String text : texts) {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                into.writeBytes(ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(utf8.length).array());
                into.writeBytes(utf8);
            }
        }
    }

    /**
     * @param rows one for each of the request's rows
     * @throws ModelUnavailable where versions changed in its midst, so that it is to be sent again
     */
    public static OutputTensors of(List<ModelOutput> rows) {
        OutputTensors tensors = new OutputTensors(rows);
        if (rows.stream().anyMatch(row -> row.model() != tensors.model)) {
            throw new ModelUnavailable("model '" + tensors.model.name() + "' changed its version in the midst of the request; "
                    + "send it again", null);
        }
        return tensors;
    }

    /** The version that answered. */
    public Manifest model() {
        return model;
    }

    /** The outputs that are given where none is asked for. */
    public List<String> names() {
        return ModelDescription.answered(model);
    }

    /**
     * @throws ModelUnavailable where the version that answered does not have it
     * @throws InvalidRequest   where the outputs of several rows cannot be put together
     */
    public Output output(String name) {
        List<ModelOutput.Tensor> parts = rows.stream().map(row -> tensor(row, name)).toList();
        ModelOutput.Tensor first = parts.get(0);
        long[] shape = first.shape();
        if (parts.size() > 1) {
            checkParts(name, parts);
            shape = first.shape().clone();
            shape[0] = parts.size();
        }
        return new Output(name, first.datatype(), shape, parts);
    }

    private static ModelOutput.Tensor tensor(ModelOutput row, String name) {
        ModelOutput.Tensor tensor = row.output(name);
        if (tensor == null) {
            throw new ModelUnavailable("model '" + row.model().name() + "' version " + row.model().version()
                    + ", which answered in place of the version in service, has no output '" + name + "'; send it again", null);
        }
        return tensor;
    }

    private static void checkParts(String name, List<ModelOutput.Tensor> parts) {
        for (ModelOutput.Tensor part : parts) {
            if (part.shape().length == 0 || part.shape()[0] != 1 || part.length() != parts.get(0).length()) {
                throw new InvalidRequest("output '" + name + "' has no batch in front, or rows of different sizes; send one "
                        + "row a request");
            }
        }
    }
}
