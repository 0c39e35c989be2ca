package io.bactrian.sample;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Map;

import com.fasterxml.jackson.core.JsonGenerator;

import io.bactrian.enrich.Enriched;
import io.bactrian.model.Datatype;
import io.bactrian.model.Elements;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelOutput;
import io.bactrian.reply.JsonOutput;
import io.bactrian.reply.OutputsWriter;

/**
 * Writes a sample as JSON: id, device, ts, labels, telemetry (what the device sent, byte for byte), model, version, inputs
 * (name, datatype, shape, base64 of little-endian elements or a list of texts) and outputs, or state "warming" in place of both. Any thread.
 */
public final class SampleCodec {
    private static final int USUAL_BYTES = 2048;

    private final JsonOutput json = new JsonOutput();

    /** @param output what the model said; null while the device's window fills */
    public byte[] encode(Enriched question, ModelOutput output) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_BYTES);
        try (JsonGenerator generator = json.to(out)) {
            Manifest model = output == null ? question.model() : output.model();
            generator.writeStartObject();
            generator.writeStringField("id", question.telemetry().id());
            generator.writeStringField("device", question.telemetry().device());
            generator.writeNumberField("ts", question.telemetry().timestamp());
            labels(generator, question.profile().labels());
            generator.writeFieldName("telemetry");
            generator.writeRawValue("");
            generator.flush();
            out.write(question.telemetry().envelope().payload());
            generator.writeStringField("model", model.name());
            generator.writeStringField("version", model.version());
            if (output == null) {
                generator.writeStringField("state", "warming");
            } else {
                inputs(generator, out, model, question);
                OutputsWriter.write(generator, output);
            }
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return out.toByteArray();
    }

    private static void labels(JsonGenerator generator, Map<String, String> labels) throws IOException {
        if (labels.isEmpty()) {
            return;
        }
        generator.writeObjectFieldStart("labels");
        for (Map.Entry<String, String> label : labels.entrySet()) {
            generator.writeStringField(label.getKey(), label.getValue());
        }
        generator.writeEndObject();
    }

    private static void inputs(JsonGenerator generator, OutputStream out, Manifest model, Enriched question)
            throws IOException {
        generator.writeArrayFieldStart("inputs");
        int offset = 0;
        for (Manifest.Input input : model.inputs()) {
            generator.writeStartObject();
            generator.writeStringField("name", input.name());
            generator.writeStringField("datatype", input.datatype().name());
            generator.writeFieldName("shape");
            long[] shape = input.shape(1);
            generator.writeArray(shape, 0, shape.length);
            generator.writeFieldName("data");
            if (input.datatype() == Datatype.BYTES) {
                generator.writeArray(question.texts(), offset, input.elements());
            } else {
                base64(generator, out, input, question.data(), offset);
            }
            generator.writeEndObject();
            offset += input.elements();
        }
        generator.writeEndArray();
    }

    private static void base64(JsonGenerator generator, OutputStream out, Manifest.Input input, double[] data, int offset)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(input.elements() * Elements.bytes(input.datatype()))
                .order(ByteOrder.LITTLE_ENDIAN);
        Elements.put(bytes, input.datatype(), data, offset, input.elements());
        generator.writeRawValue("\"");
        generator.flush();
        out.write(Base64.getEncoder().encode(bytes.array()));
        generator.writeRaw('"');
    }
}
