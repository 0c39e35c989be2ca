package io.bactrian.codec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.fasterxml.jackson.core.JsonGenerator;

import io.bactrian.enrich.Enriched;
import io.bactrian.model.ModelOutput;
import io.bactrian.picture.PictureFormat;
import io.bactrian.telemetry.Telemetry;

/** The sample of a picture: its value is the picture as it was sent, and what is known of it is in the headers. Any thread. */
public final class PictureSample {
    private static final int USUAL_BYTES = 256;

    private PictureSample() {
    }

    /** Further to those of a sample: the format, the model, its outputs, and the device's labels. */
    public static Map<String, String> headers(Enriched input, Result result) {
        Telemetry telemetry = input.telemetry();
        Map<String, String> headers = CloudEvent.picture(telemetry.id(), telemetry.device(), telemetry.timestamp(),
                PictureFormat.of(telemetry.envelope().payload()).contentType());
        headers.put("ce_model", result.model().name());
        headers.put("ce_modelversion", result.model().version());
        if (!input.profile().labels().isEmpty()) {
            headers.put("ce_labels", json(generator -> JsonOutput.texts(generator, input.profile().labels())));
        }
        if (result instanceof Result.Answered answered) {
            ModelOutput output = answered.output();
            headers.put("ce_outputs", json(generator -> JsonOutput.elements(generator, output)));
            if (output.label() != null) {
                headers.put("ce_label", output.label());
            }
        }
        return headers;
    }

    private interface Fields {
        void write(JsonGenerator generator) throws IOException;
    }

    private static String json(Fields fields) {
        return new String(JsonOutput.object(USUAL_BYTES, (generator, out) -> fields.write(generator)), StandardCharsets.UTF_8);
    }
}
