package io.bactrian.reply;

import java.io.IOException;
import java.util.List;

import com.fasterxml.jackson.core.JsonGenerator;

import io.bactrian.model.ModelOutput;

/** Writes {@code "outputs":{…}}: a number, boolean or text for one element, else an array, row-major. */
public final class OutputsWriter {
    private OutputsWriter() {
    }

    public static void write(JsonGenerator generator, ModelOutput output) throws IOException {
        generator.writeObjectFieldStart("outputs");
        for (ModelOutput.Tensor tensor : answered(output)) {
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
        generator.writeEndObject();
    }

    private static List<ModelOutput.Tensor> answered(ModelOutput output) {
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
            default -> generator.writeNumber(tensor.wholes() == null ? (long) value : tensor.wholes()[place]);
        }
    }
}
