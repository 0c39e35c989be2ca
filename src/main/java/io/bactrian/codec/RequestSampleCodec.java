package io.bactrian.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;

import com.fasterxml.jackson.core.JsonGenerator;

import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;

/**
 * Writes the sample of a request that comes from no device as JSON: id, ts, model, version, inputs and outputs as in a device's sample,
 * with the request's batch in front of the shapes; pictures as they were sent, in base64. Any thread.
 */
public final class RequestSampleCodec {
    private static final int USUAL_BYTES = 2048;

    private RequestSampleCodec() {
    }

    /**
     * @param millis epoch ms
     * @param rows   what a version said to each row of the request; at least one
     */
    public static byte[] encode(String id, long millis, List<ModelOutput> rows) {
        Manifest model = rows.get(0).input().model();
        return JsonOutput.object(USUAL_BYTES, (generator, out) -> {
            generator.writeStringField("id", id);
            generator.writeNumberField("ts", millis);
            generator.writeStringField("model", rows.get(0).model().name());
            generator.writeStringField("version", rows.get(0).model().version());
            generator.writeArrayFieldStart("inputs");
            int offset = 0;
            boolean arePictures = rows.get(0).input().picture() != null;
            if (arePictures) {
                pictures(generator, model.inputs().get(0), rows);
            }
            for (int i = 0; i < model.inputs().size() && !arePictures; i++) {
                Manifest.Input input = model.inputs().get(i);
                input(generator, out, input, i, offset, rows);
                offset += input.elements();
            }
            generator.writeEndArray();
            outputs(generator, rows);
        });
    }

    private static void input(JsonGenerator generator, OutputStream out, Manifest.Input input, int place, int offset,
            List<ModelOutput> rows) throws IOException {
        generator.writeStartObject();
        generator.writeStringField("name", input.name());
        generator.writeStringField("datatype", input.datatype().name());
        generator.writeFieldName("shape");
        long[] shape = input.shape(rows.size());
        generator.writeArray(shape, 0, shape.length);
        generator.writeFieldName("data");
        if (input.datatype() == Datatype.BYTES) {
            generator.writeStartArray();
            for (ModelOutput row : rows) {
                for (int i = offset; i < offset + input.elements(); i++) {
                    generator.writeString(row.input().texts()[i]);
                }
            }
            generator.writeEndArray();
        } else {
            ByteArrayOutputStream elements = new ByteArrayOutputStream();
            for (ModelOutput row : rows) {
                elements.write(bytes(row.input(), place));
            }
            generator.writeRawValue("\"");
            generator.flush();
            out.write(Base64.getEncoder().encode(elements.toByteArray()));
            generator.writeRaw('"');
        }
        generator.writeEndObject();
    }

    private static void pictures(JsonGenerator generator, Manifest.Input input, List<ModelOutput> rows) throws IOException {
        generator.writeStartObject();
        generator.writeStringField("name", input.name());
        generator.writeStringField("datatype", Datatype.BYTES.name());
        generator.writeFieldName("shape");
        generator.writeArray(new int[]{rows.size()}, 0, 1);
        generator.writeArrayFieldStart("data");
        for (ModelOutput row : rows) {
            generator.writeBinary(row.input().picture());
        }
        generator.writeEndArray();
        generator.writeEndObject();
    }

    private static byte[] bytes(ModelInput row, int place) {
        ByteBuffer elements = row.bytes(place).duplicate();
        byte[] bytes = new byte[elements.remaining()];
        elements.get(bytes);
        return bytes;
    }

    private static void outputs(JsonGenerator generator, List<ModelOutput> rows) throws IOException {
        if (rows.size() == 1) {
            JsonOutput.outputs(generator, rows.get(0));
            return;
        }
        generator.writeObjectFieldStart("outputs");
        for (ModelOutput.Tensor first : JsonOutput.published(rows.get(0))) {
            generator.writeArrayFieldStart(first.name());
            for (ModelOutput row : rows) {
                ModelOutput.Tensor tensor = row.output(first.name());
                for (int i = 0; tensor != null && i < tensor.length(); i++) {
                    JsonOutput.element(generator, tensor, i);
                }
            }
            generator.writeEndArray();
        }
        generator.writeEndObject();
    }
}
