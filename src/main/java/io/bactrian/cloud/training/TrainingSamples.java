package io.bactrian.cloud.training;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/** The samples there are to train on. Called by the training's threads; may read disks. */
public interface TrainingSamples {
    /**
     * A labelled sample.
     *
     * @param id          the message's; with the device it is unique
     * @param at          when the message was measured
     * @param labels      of the device directory
     * @param json        the sample
     * @param label       what somebody says it is, or null
     * @param value       the number somebody says it has, or null
     * @param by          who says so
     * @param reason      why it was kept, or empty
     * @param probability with which probability, or null
     * @param version     of the model that answered it
     */
    record Row(String id, String device, Instant at, Map<String, String> labels, JsonNode json, String label, Double value,
            String by, String reason, Double probability, String version) {
    }

    /** Is given each row once. */
    interface Reader {
        void row(Row row) throws IOException;
    }

    /** All labelled samples of a model from one moment to before another, each device's in the order of time. */
    void read(String model, Instant from, Instant to, Reader reader) throws IOException;

    /** How many samples of a model were labelled after that moment. */
    long labelledSince(String model, Instant since) throws IOException;

    /** When the messages of a model last began to drift, where that was after that moment. */
    Optional<Instant> driftSince(String model, Instant since) throws IOException;
}
