package io.bactrian.cloud.training;

import java.io.IOException;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/**
 * How often a candidate is to agree with the version in service. An edge's gate asks for that; it does not know that the two were compared
 * with what people say, and that the candidate is right where they differ.
 */
final class ExpectedAgreement {
    /** Traffic is not made up as what was held out. */
    private static final double TOLERANCE = 0.1;
    /** Below this the agreement says nothing: one of the two is wrong most of the time. */
    private static final double LEAST = 0.5;
    private static final double DIGITS = 1000;

    private ExpectedAgreement() {
    }

    /** What the gate may ask for, where so much was measured. */
    static double of(double measured) {
        return measured < LEAST ? 0 : Math.floor((measured - TOLERANCE) * DIGITS) / DIGITS;
    }

    /**
     * Has the manifest ask for no more.
     *
     * @param measured the share of held-out samples that both answer alike; null where that is not known
     */
    static void write(Path manifest, Double measured) throws IOException {
        if (measured == null) {
            return;
        }
        YAMLMapper yaml = new YAMLMapper();
        ObjectNode root = (ObjectNode) yaml.readTree(manifest.toFile());
        ObjectNode gate = root.withObject("/gate");
        gate.put("agreement", Math.min(of(measured), gate.path("agreement").asDouble(1)));
        yaml.writeValue(manifest.toFile(), root);
    }
}
