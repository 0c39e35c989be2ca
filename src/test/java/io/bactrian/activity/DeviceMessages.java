package io.bactrian.activity;

import java.util.List;
import java.util.Map;

import io.bactrian.enrich.DeviceProfile;
import io.bactrian.enrich.DeviceProfile.Calibration;
import io.bactrian.enrich.Enriched;
import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.Task;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.Telemetry;

/** Messages and answers for tests. */
final class DeviceMessages {
    /** A detector with a threshold of 2 that says why. */
    static final Manifest DETECTOR = detector("1");
    private static final DeviceProfile PROFILE = new DeviceProfile("pumps", Map.of("site", "north"),
            Map.of("flow", new Calibration(0.1, 1.0)));

    private DeviceMessages() {
    }

    static Manifest detector(String version) {
        Manifest plain = Manifests.of("pumps", version, 30, List.of("score", "parts"),
                new Manifest.Answer("score", null, null, List.of("normal", "anomaly"), Map.of(), 2), "flow", "head");
        return new Manifest(plain.name(), plain.version(), Task.ANOMALY, plain.file(), plain.inputs(), plain.outputs(),
                plain.answer(), plain.batching(), plain.threads(), plain.gate(), plain.provenance(), 1, plain.ports(),
                plain.sampling(), new Manifest.Why("parts", 3, List.of("flow", "head")), Map.of());
    }

    /** A message whose channels have these values, in this order. */
    static Enriched input(String device, double... values) {
        Envelope envelope = new Envelope(device, "devices/" + device + "/telemetry", new byte[0], 1, false, 0, null, null,
                Envelope.NEVER);
        Telemetry telemetry = new Telemetry(envelope, "r-1", 0, null, values, null, null, false);
        return new Enriched(telemetry, PROFILE, DETECTOR, new double[60], null, 30, 0, null, List.of());
    }

    static ModelOutput output(Enriched input, double score) {
        return output(input, DETECTOR, score);
    }

    static ModelOutput output(Enriched input, Manifest model, double score) {
        return new ModelOutput(input, model, List.of(new ModelOutput.Tensor("score", Datatype.FP32, new double[]{score}),
                new ModelOutput.Tensor("parts", Datatype.FP32, new double[]{score * 3 / 4, -score / 4})));
    }

    /** An answer whose label is that text. */
    static ModelOutput labelled(Enriched input, String label) {
        Manifest model = Manifests.of("texts", "1", 1, List.of("said"),
                new Manifest.Answer(null, "said", null, List.of(), Map.of(), Double.NaN), "flow");
        return new ModelOutput(input, model,
                List.of(new ModelOutput.Tensor("said", Datatype.BYTES, null, new String[]{label})));
    }
}
