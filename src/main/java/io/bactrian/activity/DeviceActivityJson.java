package io.bactrian.activity;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonGenerator;

import io.bactrian.activity.DeviceSnapshot.Anomaly;
import io.bactrian.activity.DeviceSnapshot.Refusal;
import io.bactrian.codec.Contributions;
import io.bactrian.codec.JsonOutput;
import io.bactrian.enrich.DeviceProfile;
import io.bactrian.enrich.ValueRange;
import io.bactrian.model.Manifest;

/** Writes what devices said lately as JSON; docs/control.md has the shapes. What is not known is left out. Any thread. */
public final class DeviceActivityJson {
    private static final int USUAL_BYTES = 8 << 10;

    private DeviceActivityJson() {
    }

    /** Some devices, each with its last scores. */
    public static byte[] page(DevicePage page) {
        return JsonOutput.object(USUAL_BYTES, (json, out) -> {
            json.writeNumberField("known", page.known());
            text(json, "next", page.next());
            json.writeArrayFieldStart("devices");
            for (DeviceSnapshot device : page.devices()) {
                json.writeStartObject();
                summary(json, device);
                if (device.history() != null) {
                    numbers(json, "scores", device.history().scores());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** One device with its history. */
    public static byte[] device(DeviceSnapshot device) {
        return JsonOutput.object(USUAL_BYTES, (json, out) -> {
            summary(json, device);
            if (device.profile() != null) {
                profile(json, device.profile());
            }
            if (device.anomaly() != null) {
                anomaly(json, device.anomaly());
            }
            if (device.history() != null) {
                history(json, device.history());
            }
            if (device.channels() != null) {
                channels(json, device.channels(), device.model());
            }
        });
    }

    private static void summary(JsonGenerator json, DeviceSnapshot device) throws IOException {
        json.writeStringField("device", device.device());
        json.writeStringField("state", device.state().text());
        json.writeNumberField("seen", device.seen());
        Manifest model = device.model();
        if (model != null) {
            json.writeStringField("model", model.name());
            json.writeStringField("version", model.version());
            json.writeNumberField("have", device.have());
            json.writeNumberField("need", device.need());
            json.writeStringField("task", model.task().name().toLowerCase(Locale.ROOT));
            if (!Double.isNaN(model.answer().threshold())) {
                json.writeNumberField("threshold", model.answer().threshold());
            }
        }
        text(json, "label", device.label());
        if (Double.isFinite(device.score())) {
            json.writeNumberField("score", (float) device.score());
        }
        json.writeBooleanField("anomalous", device.anomalous());
        texts(json, "outOfRange", device.outOfRange());
        json.writeNumberField("answers", device.answers());
        json.writeNumberField("errors", device.errors());
        Refusal error = device.refusal();
        if (error != null) {
            json.writeObjectFieldStart("error");
            json.writeNumberField("at", error.at());
            json.writeStringField("code", error.code().code());
            json.writeStringField("message", error.message());
            json.writeEndObject();
        }
    }

    private static void profile(JsonGenerator json, DeviceProfile profile) throws IOException {
        json.writeObjectFieldStart("labels");
        for (Map.Entry<String, String> label : new TreeMap<>(profile.labels()).entrySet()) {
            json.writeStringField(label.getKey(), label.getValue());
        }
        json.writeEndObject();
        json.writeObjectFieldStart("calibration");
        for (Map.Entry<String, DeviceProfile.Calibration> channel : new TreeMap<>(profile.channels()).entrySet()) {
            json.writeObjectFieldStart(channel.getKey());
            json.writeNumberField("scale", channel.getValue().scale());
            json.writeNumberField("offset", channel.getValue().offset());
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeObjectFieldStart("ranges");
        for (Map.Entry<String, ValueRange> channel : new TreeMap<>(profile.ranges()).entrySet()) {
            json.writeObjectFieldStart(channel.getKey());
            text(json, "unit", channel.getValue().unit());
            number(json, "minimum", channel.getValue().minimum());
            number(json, "maximum", channel.getValue().maximum());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void anomaly(JsonGenerator json, Anomaly anomaly) throws IOException {
        json.writeObjectFieldStart("anomaly");
        json.writeNumberField("at", anomaly.at());
        text(json, "label", anomaly.label());
        if (Double.isFinite(anomaly.score())) {
            json.writeNumberField("score", (float) anomaly.score());
        }
        Contributions.write(json, anomaly.why(), anomaly.contributions());
        json.writeEndObject();
    }

    private static void history(JsonGenerator json, ScoreHistory.Points points) throws IOException {
        json.writeObjectFieldStart("history");
        json.writeNumberField("written", points.written());
        times(json, points.at());
        numbers(json, "scores", points.scores());
        json.writeArrayFieldStart("labels");
        for (byte label : points.labels()) {
            json.writeNumber(label);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("names");
        for (String name : points.names()) {
            json.writeString(name == null ? "" : name);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void channels(JsonGenerator json, ChannelHistory.Rows rows, Manifest model) throws IOException {
        json.writeObjectFieldStart("channels");
        json.writeNumberField("written", rows.written());
        texts(json, "names", rows.names());
        json.writeObjectFieldStart("units");
        for (Manifest.Input input : model.inputs()) {
            for (Manifest.Feature feature : input.features()) {
                text(json, feature.name(), feature.unit());
            }
        }
        json.writeEndObject();
        times(json, rows.at());
        numbers(json, "values", rows.values());
        json.writeEndObject();
    }

    private static void times(JsonGenerator json, long[] at) throws IOException {
        json.writeFieldName("at");
        json.writeArray(at, 0, at.length);
    }

    /** A number that is not finite is null. */
    private static void numbers(JsonGenerator json, String name, float[] values) throws IOException {
        json.writeArrayFieldStart(name);
        for (float value : values) {
            if (Float.isFinite(value)) {
                json.writeNumber(value);
            } else {
                json.writeNull();
            }
        }
        json.writeEndArray();
    }

    private static void texts(JsonGenerator json, String name, Iterable<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private static void text(JsonGenerator json, String name, String text) throws IOException {
        if (text != null) {
            json.writeStringField(name, text);
        }
    }

    private static void number(JsonGenerator json, String name, Double number) throws IOException {
        if (number != null && Double.isFinite(number)) {
            json.writeNumberField(name, number);
        }
    }
}
