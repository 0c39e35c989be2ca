package io.bactrian.reply;

import java.io.IOException;
import java.util.List;

import com.fasterxml.jackson.core.JsonGenerator;

import io.bactrian.model.Datatype;
import io.bactrian.model.ModelOutput;

/** Writes {@code "outputs":{…}}: a number, boolean or text for one element, else an array, row-major. */
public final class OutputsWriter {
    private OutputsWriter() {
    }

    public static void write(JsonGenerator generator, ModelOutput output) throws IOException {
        generator.writeObjectFieldStart("outputs");
        for (ModelOutput.Tensor tensor : answered(output)) {
            generator.writeFieldName(tensor.name());
            if (tensor.texts() != null) {
                texts(generator, tensor.texts());
            } else if (tensor.values().length == 1) {
                number(generator, tensor.datatype(), tensor.values()[0]);
            } else {
                generator.writeStartArray();
                for (double value : tensor.values()) {
                    number(generator, tensor.datatype(), value);
                }
                generator.writeEndArray();
            }
        }
        generator.writeEndObject();
    }

    private static List<ModelOutput.Tensor> answered(ModelOutput output) {
        return output.outputs().subList(0, output.outputs().size() - output.model().unanswered());
    }

    private static void texts(JsonGenerator generator, String[] texts) throws IOException {
        if (texts.length == 1) {
            generator.writeString(texts[0]);
        } else {
            generator.writeArray(texts, 0, texts.length);
        }
    }

    private static void number(JsonGenerator generator, Datatype datatype, double value) throws IOException {
        switch (datatype) {
            case FP32, FP16, BF16 -> generator.writeNumber((float) value);
            case FP64 -> generator.writeNumber(value);
            case BOOL -> generator.writeBoolean(value != 0);
            default -> generator.writeNumber((long) value);
        }
    }
}
