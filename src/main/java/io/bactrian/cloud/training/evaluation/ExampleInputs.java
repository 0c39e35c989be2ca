package io.bactrian.cloud.training.evaluation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.model.Datatype;
import io.bactrian.model.Elements;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;

/** What a model was given, as a sample has it. Immutable; the elements are not copied. */
public record ExampleInputs(List<Part> parts) {
    private static final int MOST_ELEMENTS = 1 << 24;

    public ExampleInputs {
        parts = List.copyOf(parts);
    }

    /**
     * One input.
     *
     * @param shape  with the batch of 1 in front, where the model has one
     * @param values row-major; zeros of BYTES
     * @param texts  the elements of BYTES, else null
     */
    public record Part(String name, long[] shape, double[] values, String[] texts) {
        int width() {
            return shape.length == 0 ? 1 : (int) shape[shape.length - 1];
        }

        int rows() {
            return values.length / Math.max(1, width());
        }
    }

    /** @throws UnusableSample where {@code inputs} is missing or is not what {@code shape} says */
    public static ExampleInputs of(JsonNode sample) throws UnusableSample {
        List<Part> parts = new ArrayList<>();
        for (JsonNode each : sample.path("inputs")) {
            parts.add(part(each));
        }
        if (parts.isEmpty()) {
            throw new UnusableSample("the sample has no inputs; expected those that the model was given");
        }
        return new ExampleInputs(parts);
    }

    private static Part part(JsonNode input) throws UnusableSample {
        String name = input.path("name").asText();
        long elements = 1;
        long[] shape = new long[input.path("shape").size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = input.path("shape").path(i).asLong(-1);
            elements *= shape[i];
            if (shape[i] < 0 || elements > MOST_ELEMENTS) {
                throw new UnusableSample("input '%s' has the shape %s; expected sizes of 0 or more, %d elements at most"
                        .formatted(name, input.path("shape"), MOST_ELEMENTS));
            }
        }
        Datatype datatype = datatype(input, name);
        String[] texts = datatype == Datatype.BYTES ? texts(input, name, (int) elements) : null;
        return new Part(name, shape,
                texts == null ? numbers(input, name, datatype, (int) elements) : new double[texts.length], texts);
    }

    private static Datatype datatype(JsonNode input, String name) throws UnusableSample {
        try {
            return Datatype.valueOf(input.path("datatype").asText());
        } catch (IllegalArgumentException e) {
            throw new UnusableSample(
                    "input '%s' has the datatype '%s'; expected one of %s".formatted(name, input.path("datatype").asText(),
                            Arrays.toString(Datatype.values())));
        }
    }

    private static double[] numbers(JsonNode input, String name, Datatype datatype, int elements) throws UnusableSample {
        byte[] bytes;
        try {
            bytes = input.path("data").binaryValue();
        } catch (IOException e) {
            bytes = null;
        }
        if (bytes == null || bytes.length != elements * Elements.bytes(datatype)) {
            throw new UnusableSample("input '%s' has %s bytes; expected %d elements of %s in base64".formatted(name,
                    bytes == null ? "no" : bytes.length, elements, datatype));
        }
        return Elements.get(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), datatype, elements);
    }

    private static String[] texts(JsonNode input, String name, int elements) throws UnusableSample {
        String[] texts = new String[input.path("data").size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = input.path("data").path(i).asText();
        }
        if (texts.length != elements) {
            throw new UnusableSample("input '%s' has %d texts; expected %d".formatted(name, texts.length, elements));
        }
        return texts;
    }

    /** Elements over all inputs. */
    public int elements() {
        return parts.stream().mapToInt(each -> each.values().length).sum();
    }

    /**
     * The last rows of the only input.
     *
     * @return {@code [window][channels]}
     * @throws UnusableSample where there are other inputs, texts, or fewer rows
     */
    public double[][] lastRows(int window) throws UnusableSample {
        Part only = parts.get(0);
        if (parts.size() > 1 || only.texts() != null || only.rows() < window) {
            throw new UnusableSample("the sample has %d inputs, the first %d rows%s; expected one input with %d rows of numbers"
                    .formatted(parts.size(), only.rows(), only.texts() == null ? "" : " of texts", window));
        }
        double[][] rows = new double[window][];
        for (int r = 0; r < window; r++) {
            int from = (only.rows() - window + r) * only.width();
            rows[r] = Arrays.copyOfRange(only.values(), from, from + only.width());
        }
        return rows;
    }

    /** Whether a version takes them. */
    public boolean fit(Manifest manifest) {
        try {
            input(manifest);
            return true;
        } catch (UnusableSample e) {
            return false;
        }
    }

    /**
     * In the form that a version takes; of an input with a shorter window the last rows.
     *
     * @throws UnusableSample where it takes what the sample does not have
     */
    public ModelInput input(Manifest manifest) throws UnusableSample {
        if (manifest.inputs().size() != parts.size()) {
            throw new UnusableSample("version %s of %s has %d inputs; the sample has %d".formatted(manifest.version(),
                    manifest.name(), manifest.inputs().size(), parts.size()));
        }
        double[] data = new double[manifest.elements()];
        String[] texts = new String[data.length];
        Arrays.fill(texts, "");
        int at = 0;
        for (Manifest.Input wanted : manifest.inputs()) {
            Part part = find(wanted, manifest);
            int size = wanted.elements();
            int from = part.values().length - size;
            System.arraycopy(part.values(), from, data, at, size);
            if (part.texts() != null) {
                System.arraycopy(part.texts(), from, texts, at, size);
            }
            at += size;
        }
        return new ModelInput.Data(manifest, data, texts);
    }

    private Part find(Manifest.Input wanted, Manifest manifest) throws UnusableSample {
        Part part = parts.size() == 1
                ? parts.get(0)
                : parts.stream().filter(each -> each.name().equals(wanted.name())).findFirst().orElse(null);
        boolean longer = part != null && part.width() == wanted.rowWidth() && part.rows() >= wanted.window();
        if (part == null || (part.texts() != null) != (wanted.datatype() == Datatype.BYTES)
                || part.values().length != wanted.elements() && !longer) {
            throw new UnusableSample("version %s of %s takes '%s' with %d rows of %d values; the sample has %s"
                    .formatted(manifest.version(), manifest.name(), wanted.name(), wanted.window(), wanted.rowWidth(),
                            part == null ? "no such input" : part.rows() + " rows of " + part.width()));
        }
        return part;
    }
}
