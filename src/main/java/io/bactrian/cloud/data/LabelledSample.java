package io.bactrian.cloud.data;

import java.time.Instant;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A sample, and what is said of it.
 *
 * @param id          the message's id
 * @param device      its name; empty where the sample is of a request that comes from no device
 * @param at          the message's time, as its device says
 * @param labels      the device's labels, as the directory had them
 * @param json        the sample as docs/interfaces.md describes it; of a picture what is known of it, and its file by {@code picture}
 * @param label       what it is said to be; null for no label
 * @param value       the number it is said to have; NaN for none
 * @param by          who says so; null where nobody does
 * @param labelledAt  when; null where nobody does
 * @param reason      why the sample was kept; empty where that is not known
 * @param probability with which it was to be kept; NaN where that is not known
 * @param version     the version that answered
 */
public record LabelledSample(String id, String device, Instant at, Map<String, String> labels, ObjectNode json, String label,
        double value, String by, Instant labelledAt, String reason, double probability, String version) {

    /** Whether somebody says what it is. */
    public boolean labelled() {
        return by != null;
    }
}
