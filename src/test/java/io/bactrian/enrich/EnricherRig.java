package io.bactrian.enrich;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.bactrian.model.FixedModels;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.ErrorCode;
import io.bactrian.telemetry.Telemetry;

/** Two models, and a file of devices that one may change; what devices say. One thread. */
final class EnricherRig {
    static final Manifest FLAT = Manifests.of("flat", "1", 1, "a", "b");

    final FixedModels models = new FixedModels();
    final Enricher enricher;
    final DeviceFile devices;
    private final Path file;

    EnricherRig(Path dir) throws IOException {
        file = dir.resolve("devices.yaml");
        models.serve(FLAT);
        models.serve(Manifests.of("windowed", "1", 3, "a", "b"));
        models.fail("broken", "its graph has no input 'x'");
        devices("""
                default: {model: flat}
                devices:
                  w: {model: windowed, labels: {site: north}}
                  c: {model: flat, channels: {b: {scale: 0.5, offset: 10}}}
                  u: {model: missing}
                  k: {model: broken}
                """);
        devices = new DeviceFile(file);
        enricher = new Enricher(devices, models, 2);
    }

    void devices(String text) throws IOException {
        Files.writeString(file, text);
    }

    ErrorCode codeOf(Telemetry telemetry) {
        return catchThrowableOfType(BadInput.class, () -> enricher.enrich(telemetry)).code();
    }

    /** Channel, value and literal in turn; a first channel of null means by position. */
    static Telemetry sent(Object... triples) {
        int count = triples.length / 3;
        String[] names = new String[count];
        double[] values = new double[count];
        String[] literals = new String[count];
        for (int i = 0; i < count; i++) {
            names[i] = (String) triples[3 * i];
            values[i] = ((Number) triples[3 * i + 1]).doubleValue();
            literals[i] = (String) triples[3 * i + 2];
        }
        return new Telemetry(envelope("x", false), "1", 0, names[0] == null ? null : names, values, null, literals, false);
    }

    static Telemetry texts(String device, String[] channels, String[] texts) {
        double[] values = {5, 5};
        return new Telemetry(envelope(device, false), "1", 0, channels, values, texts, null, false);
    }

    static Telemetry row(String device, String id, double value) {
        return named(device, id, "a", value, "b", value);
    }

    static Telemetry again(String device, String id, double value) {
        Telemetry first = row(device, id, value);
        return new Telemetry(envelope(device, true), id, 0, first.channels(), first.values(), null, null, false);
    }

    static Telemetry features(String device, double... values) {
        return new Telemetry(envelope(device, false), "1", 0, null, values, null, null, false);
    }

    static Telemetry named(String device, String id, Object... pairs) {
        String[] names = new String[pairs.length / 2];
        double[] values = new double[pairs.length / 2];
        for (int i = 0; i < names.length; i++) {
            names[i] = (String) pairs[2 * i];
            values[i] = ((Number) pairs[2 * i + 1]).doubleValue();
        }
        return new Telemetry(envelope(device, false), id, 0, names, values, null, null, false);
    }

    static Envelope envelope(String device, boolean again) {
        return new Envelope(device, "devices/" + device + "/telemetry", new byte[0], 1, again, 0, null, null, Envelope.NEVER);
    }
}
