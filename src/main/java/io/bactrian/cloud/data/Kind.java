package io.bactrian.cloud.data;

/** What a record of a topic is. */
public enum Kind {
    SAMPLE("", "samples"), STATISTICS(".statistics", "statistics"), DRIFT(".drift", "drift"), LABEL("", "labels"),
    /** No record could be read out of it; it is kept for a person to look at. */
    REJECTED("", "rejected");

    private final String suffix;
    private final String text;

    Kind(String suffix, String text) {
        this.suffix = suffix;
        this.text = text;
    }

    /** Between the day and {@code .jsonl} in the name of a file. */
    String suffix() {
        return suffix;
    }

    /** As it stands in answers and meters. */
    public String text() {
        return text;
    }
}
