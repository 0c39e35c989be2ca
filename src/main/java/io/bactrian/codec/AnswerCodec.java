package io.bactrian.codec;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonGenerator;

import io.bactrian.enrich.Enriched;
import io.bactrian.model.ModelOutput;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.Telemetry;

/** Writes what a device reads, as JSON in UTF-8; docs/interfaces.md has the shapes. Any thread. */
public final class AnswerCodec {
    private static final int USUAL_BYTES = 320;

    private AnswerCodec() {
    }

    /**
     * The answer: id, device, ts, model, version, channels out of range; then label or why there is none, score, contributions and outputs, or while the window fills the
     * state and how many rows there are of those needed.
     */
    public static byte[] answer(Enriched input, Result result) {
        return JsonOutput.object(USUAL_BYTES, (generator, out) -> {
            generator.writeStringField("id", input.telemetry().id());
            generator.writeStringField("device", input.telemetry().device());
            generator.writeNumberField("ts", input.telemetry().timestamp());
            generator.writeStringField("model", result.model().name());
            generator.writeStringField("version", result.model().version());
            JsonOutput.outOfRange(generator, input);
            if (result instanceof Result.Answered answered) {
                output(generator, answered.output());
            } else if (result instanceof Result.Warming warming) {
                generator.writeStringField("state", "warming");
                generator.writeNumberField("have", warming.have());
                generator.writeNumberField("need", warming.model().window());
            }
        });
    }

    private static void output(JsonGenerator generator, ModelOutput output) throws IOException {
        String label = output.label();
        if (label != null) {
            generator.writeStringField("label", label);
        } else if (output.unlabelled() != null) {
            generator.writeStringField("unlabelled", output.unlabelled().code());
        }
        ModelOutput.Tensor score = output.scored();
        if (score != null) {
            generator.writeFieldName("score");
            JsonOutput.element(generator, score, 0);
        }
        Contributions.write(generator, output);
        JsonOutput.outputs(generator, output);
    }

    /** What became of a message without an answer of its own: id, device, ts, state. */
    public static byte[] state(Telemetry telemetry, String state) {
        return JsonOutput.object(USUAL_BYTES, (generator, out) -> {
            generator.writeStringField("id", telemetry.id());
            generator.writeStringField("device", telemetry.device());
            generator.writeNumberField("ts", telemetry.timestamp());
            generator.writeStringField("state", state);
        });
    }

    /** Why there is no answer: id, device, error with code and message. */
    public static byte[] error(String id, String device, BadInput cause) {
        return JsonOutput.object(USUAL_BYTES, (generator, out) -> {
            generator.writeStringField("id", id);
            generator.writeStringField("device", device);
            generator.writeObjectFieldStart("error");
            generator.writeStringField("code", cause.code().code());
            generator.writeStringField("message", cause.getMessage());
            generator.writeEndObject();
        });
    }
}
