package io.bactrian.reply;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

import com.fasterxml.jackson.core.JsonGenerator;

import io.bactrian.enrich.Enriched;
import io.bactrian.model.ModelOutput;
import io.bactrian.telemetry.BadInput;

/** Writes what a device reads, as JSON in UTF-8; docs/interfaces.md has the shapes. Any thread. */
public final class AnswerCodec {
    private static final int USUAL_BYTES = 320;

    private final JsonOutput json = new JsonOutput();

    /** The model's answer: id, device, ts, model, version, label or why there is none, score, outputs. */
    public byte[] answer(Enriched question, ModelOutput output) {
        return write(generator -> {
            head(generator, question, output.model().name(), output.model().version());
            String label = output.label();
            if (label != null) {
                generator.writeStringField("label", label);
            } else if (output.unlabelled() != null) {
                generator.writeStringField("unlabelled", output.unlabelled().code());
            }
            ModelOutput.Tensor score = output.scored();
            if (score != null) {
                generator.writeFieldName("score");
                OutputsWriter.element(generator, score, 0);
            }
            OutputsWriter.write(generator, output);
        });
    }

    /** What is said until the device's window is full: state, and how many rows there are of those needed. */
    public byte[] warming(Enriched question) {
        return write(generator -> {
            head(generator, question, question.model().name(), question.model().version());
            generator.writeStringField("state", "warming");
            generator.writeNumberField("have", question.have());
            generator.writeNumberField("need", question.model().window());
        });
    }

    /** Why there is no answer: id, device, error with code and message. */
    public byte[] refusal(String id, String device, BadInput cause) {
        return write(generator -> {
            generator.writeStringField("id", id);
            generator.writeStringField("device", device);
            generator.writeObjectFieldStart("error");
            generator.writeStringField("code", cause.code().code());
            generator.writeStringField("message", cause.getMessage());
            generator.writeEndObject();
        });
    }

    private static void head(JsonGenerator generator, Enriched question, String model, String version) throws IOException {
        generator.writeStringField("id", question.telemetry().id());
        generator.writeStringField("device", question.telemetry().device());
        generator.writeNumberField("ts", question.telemetry().timestamp());
        generator.writeStringField("model", model);
        generator.writeStringField("version", version);
    }

    private interface Fields {
        void write(JsonGenerator generator) throws IOException;
    }

    private byte[] write(Fields fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_BYTES);
        try (JsonGenerator generator = json.to(out)) {
            generator.writeStartObject();
            fields.write(generator);
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return out.toByteArray();
    }
}
