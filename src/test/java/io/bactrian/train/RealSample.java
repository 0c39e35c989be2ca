package io.bactrian.train;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;

import io.bactrian.codec.Result;
import io.bactrian.codec.SampleCodec;
import io.bactrian.enrich.DeviceProfile;
import io.bactrian.enrich.Enriched;
import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;
import io.bactrian.model.ModelOutput;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.Telemetry;

/** A sample, written by what writes them to Kafka. */
final class RealSample {
    private RealSample() {
    }

    static byte[] of(String device, String id, String sent, Map<String, String> labels) {
        Manifest model = Manifests.of("pumps", "3", 1, "a", "b");
        Envelope envelope = new Envelope(device, "devices/" + device + "/telemetry", sent.getBytes(UTF_8), 1, false, 0, null,
                null, Envelope.NEVER);
        Enriched question = new Enriched(
                new Telemetry(envelope, id, 1_795_431_600_123L, null, new double[2], null, null, false),
                new DeviceProfile("pumps", labels, Map.of()), model, new double[2], null, 1, null);
        return SampleCodec.encode(question, new Result.Answered(new ModelOutput(null, model,
                List.of(new ModelOutput.Tensor("score", Datatype.FP32, new double[]{2.5})))));
    }
}
