package io.bactrian.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;

import io.bactrian.enrich.Enriched;
import io.bactrian.model.ModelOutput;

/** Writes JSON in UTF-8 whose texts are well-formed, whatever they hold: an unpaired surrogate becomes U+FFFD. */
public final class JsonOutput {
    private static final JsonFactory JSON = JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8).build();

    private JsonOutput() {
    }

    /** The fields of one object. What goes past the generator into {@code out} comes after a flush of the generator. */
    @FunctionalInterface
    public interface Fields {
        void write(JsonGenerator generator, OutputStream out) throws IOException;
    }

    /** @param usualBytes the capacity to begin with */
    public static byte[] object(int usualBytes, Fields fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(usualBytes);
        try (JsonGenerator generator = new WellFormed(JSON.createGenerator(out))) {
            generator.writeStartObject();
            fields.write(generator, out);
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return out.toByteArray();
    }

    /** Writes {@code "outOfRange":[…]}, where there is something to say. */
    static void outOfRange(JsonGenerator generator, Enriched input) throws IOException {
        if (!input.outOfRange().isEmpty()) {
            generator.writeFieldName("outOfRange");
            generator.writeArray(input.outOfRange().toArray(String[]::new), 0, input.outOfRange().size());
        }
    }

    /** Writes {@code "outputs":{…}}: a number, boolean or text for one element, else an array, row-major. */
    static void outputs(JsonGenerator generator, ModelOutput output) throws IOException {
        generator.writeObjectFieldStart("outputs");
        elements(generator, output);
        generator.writeEndObject();
    }

    /** Writes a field for each output. */
    static void elements(JsonGenerator generator, ModelOutput output) throws IOException {
        for (ModelOutput.Tensor tensor : published(output)) {
            generator.writeFieldName(tensor.name());
            if (tensor.length() == 1) {
                element(generator, tensor, 0);
            } else {
                generator.writeStartArray();
                for (int i = 0; i < tensor.length(); i++) {
                    element(generator, tensor, i);
                }
                generator.writeEndArray();
            }
        }
    }

    /** Writes a field for each text. */
    static void texts(JsonGenerator generator, Map<String, String> texts) throws IOException {
        for (Map.Entry<String, String> text : texts.entrySet()) {
            generator.writeStringField(text.getKey(), text.getValue());
        }
    }

    static List<ModelOutput.Tensor> published(ModelOutput output) {
        return output.outputs().subList(0, output.outputs().size() - output.model().unanswered());
    }

    /** One element in its own type, whole numbers exactly; what is not finite as a text. */
    static void element(JsonGenerator generator, ModelOutput.Tensor tensor, int place) throws IOException {
        if (tensor.texts() != null) {
            generator.writeString(tensor.texts()[place]);
            return;
        }
        double value = tensor.values()[place];
        switch (tensor.datatype()) {
            case FP32, FP16, BF16 -> generator.writeNumber((float) value);
            case FP64 -> generator.writeNumber(value);
            case BOOL -> generator.writeBoolean(value != 0);
            case UINT64 -> generator.writeNumber(Long.toUnsignedString(tensor.wholes()[place]));
            default -> generator.writeNumber(tensor.wholes() == null ? (long) value : tensor.wholes()[place]);
        }
    }

    private static final class WellFormed extends JsonGeneratorDelegate {
        WellFormed(JsonGenerator generator) {
            super(generator, false);
        }

        @Override
        public void writeString(String text) throws IOException {
            delegate.writeString(wellFormed(text));
        }

        @Override
        public void writeFieldName(String name) throws IOException {
            delegate.writeFieldName(wellFormed(name));
        }

        @Override
        public void writeArray(String[] texts, int offset, int length) throws IOException {
            delegate.writeStartArray(texts, length);
            for (int i = offset; i < offset + length; i++) {
                writeString(texts[i]);
            }
            delegate.writeEndArray();
        }
    }

    /** The text itself where every surrogate has its other half, as in nearly every text. */
    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return repaired(text);
            }
        }
        return text;
    }

    private static String repaired(String text) {
        StringBuilder good = new StringBuilder(text.length());
        text.codePoints().map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c)
                .forEach(good::appendCodePoint);
        return good.toString();
    }
}
