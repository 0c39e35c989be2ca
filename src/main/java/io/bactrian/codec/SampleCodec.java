package io.bactrian.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Map;

import com.fasterxml.jackson.core.JsonGenerator;

import io.bactrian.enrich.Enriched;
import io.bactrian.model.Datatype;
import io.bactrian.model.Elements;
import io.bactrian.model.Manifest;
import io.bactrian.telemetry.PayloadFormat;
import io.bactrian.telemetry.Telemetry;

/**
 * Writes a sample as JSON: id, device, ts, labels, format where it is not JSON as described, telemetry (what the device sent, byte for byte), model, version, inputs
 * (name, datatype, shape, base64 of little-endian elements or a list of texts) and outputs, or state "warming" in place of both. Any thread.
 */
public final class SampleCodec {
    private static final int USUAL_BYTES = 2048;

    private SampleCodec() {
    }

    public static byte[] encode(Enriched input, Result result) {
        return JsonOutput.object(USUAL_BYTES, (generator, out) -> {
            generator.writeStringField("id", input.telemetry().id());
            generator.writeStringField("device", input.telemetry().device());
            generator.writeNumberField("ts", input.telemetry().timestamp());
            labels(generator, input.profile().labels());
            telemetry(generator, out, input.telemetry());
            generator.writeStringField("model", result.model().name());
            generator.writeStringField("version", result.model().version());
            JsonOutput.outOfRange(generator, input);
            if (result instanceof Result.Answered answered) {
                inputs(generator, out, result.model(), input);
                JsonOutput.outputs(generator, answered.output());
            } else {
                generator.writeStringField("state", "warming");
            }
        });
    }

    /** JSON as it came; anything else in base64, and its format beside it; of a row of several messages the values. */
    private static void telemetry(JsonGenerator generator, OutputStream out, Telemetry telemetry) throws IOException {
        PayloadFormat format = telemetry.format();
        if (format != PayloadFormat.JSON) {
            generator.writeStringField("format", format.text());
        }
        generator.writeFieldName("telemetry");
        if (format == PayloadFormat.ROW) {
            values(generator, telemetry);
        } else if (format.json()) {
            generator.writeRawValue("");
            generator.flush();
            out.write(telemetry.envelope().payload());
        } else {
            generator.writeString(Base64.getEncoder().encodeToString(telemetry.envelope().payload()));
        }
    }

    private static void values(JsonGenerator generator, Telemetry telemetry) throws IOException {
        generator.writeStartObject();
        generator.writeObjectFieldStart("values");
        for (int i = 0; i < telemetry.values().length; i++) {
            generator.writeFieldName(telemetry.channels()[i]);
            String text = telemetry.texts() == null ? null : telemetry.texts()[i];
            String literal = telemetry.literals() == null ? null : telemetry.literals()[i];
            if (text != null) {
                generator.writeString(text);
            } else if (literal != null) {
                generator.writeRawValue(literal);
            } else {
                generator.writeNumber(telemetry.values()[i]);
            }
        }
        generator.writeEndObject();
        generator.writeEndObject();
    }

    private static void labels(JsonGenerator generator, Map<String, String> labels) throws IOException {
        if (labels.isEmpty()) {
            return;
        }
        generator.writeObjectFieldStart("labels");
        JsonOutput.texts(generator, labels);
        generator.writeEndObject();
    }

    private static void inputs(JsonGenerator generator, OutputStream out, Manifest model, Enriched input)
            throws IOException {
        generator.writeArrayFieldStart("inputs");
        int offset = 0;
        for (Manifest.Input port : model.inputs()) {
            generator.writeStartObject();
            generator.writeStringField("name", port.name());
            generator.writeStringField("datatype", port.datatype().name());
            generator.writeFieldName("shape");
            long[] shape = port.shape(1);
            generator.writeArray(shape, 0, shape.length);
            generator.writeFieldName("data");
            if (port.datatype() == Datatype.BYTES) {
                generator.writeArray(input.texts(), offset, port.elements());
            } else {
                base64(generator, out, port, input.data(), offset);
            }
            generator.writeEndObject();
            offset += port.elements();
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
