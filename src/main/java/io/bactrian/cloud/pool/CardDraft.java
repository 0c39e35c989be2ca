package io.bactrian.cloud.pool;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What whoever adds a version says of it; the rest of the card comes from its manifest.
 *
 * @param model     its name
 * @param version   its number; 0 for the next
 * @param by        who adds it
 * @param licence   null for none said
 * @param trainedOn what the manifest does not say is taken from here first
 * @param metrics   beside those of the manifest; one of the same name counts, and none that is not finite
 * @param latency   of one answer, measured; null where it is not known
 * @param memory    bytes while it is loaded, measured; null where it is not known
 * @param note      for the history; null for none
 */
public record CardDraft(String model, int version, Origin origin, String by, String licence, TrainingData trainedOn,
        Map<String, Double> metrics, Duration latency, Long memory, String note) {
    static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    /** @throws IllegalArgumentException naming what is wrong with it */
    public CardDraft {
        Objects.requireNonNull(origin, "origin");
        if (model == null || !MODEL.matcher(model).matches()) {
            throw new IllegalArgumentException(
                    "the model's name is '" + model + "'; expected letters, digits and ._-, 128 at most");
        }
        if (version < 0) {
            throw new IllegalArgumentException(
                    "version is " + version + "; expected a whole number from 1 on, or 0 for the next");
        }
        by = CardText.name("by", by);
        licence = CardText.optional("licence", licence);
        note = CardText.optional("note", note);
        metrics = Map.copyOf(metrics);
    }

    public static CardDraft trained(String model, String by, TrainingData trainedOn, Map<String, Double> metrics) {
        return new CardDraft(model, 0, Origin.TRAINED, by, null, trainedOn, metrics, null, null, null);
    }

    /** @param version 0 for the next */
    public static CardDraft uploaded(String model, int version, String by) {
        return new CardDraft(model, version, Origin.UPLOADED, by, null, TrainingData.UNKNOWN, Map.of(), null, null, null);
    }

    public CardDraft withLicence(String text) {
        return new CardDraft(model, version, origin, by, text, trainedOn, metrics, latency, memory, note);
    }

    public CardDraft withNote(String text) {
        return new CardDraft(model, version, origin, by, licence, trainedOn, metrics, latency, memory, text);
    }

    /** @param time of one answer; @param bytes while it is loaded; null where it is not known */
    public CardDraft measured(Duration time, Long bytes) {
        return new CardDraft(model, version, origin, by, licence, trainedOn, metrics, time, bytes, note);
    }
}
