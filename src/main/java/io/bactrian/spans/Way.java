package io.bactrian.spans;

/** How a message has come. */
public enum Way {
    MQTT(null), TELEMETRY("POST /devices/{device}/telemetry"), IMAGE("POST /devices/{device}/image"), INFER(
            "POST /v2/models/{model}/infer"), GRPC("inference.GRPCInferenceService/ModelInfer");

    private final String span;

    Way(String span) {
        this.span = span;
    }

    /** The name of its spans; null where it is made of a topic. */
    String span() {
        return span;
    }
}
