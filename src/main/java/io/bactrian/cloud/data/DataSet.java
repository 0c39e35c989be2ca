package io.bactrian.cloud.data;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the fleet has sent, on disk. Any thread, unless a method says otherwise. */
public interface DataSet {
    /**
     * Adds what a topic has. On return all of it is on the disk, with the place in the topic up to which it is read; a sample counts
     * once for each model, device and id. What cannot be read is kept apart with its reason, and harms nothing else.
     *
     * @throws IOException naming the remedy; then nothing of it is added
     */
    void append(List<Incoming> records) throws IOException;

    /** The offset from which to read a partition; -1 where nothing has been read of it. */
    long offset(String topic, int partition) throws IOException;

    /**
     * Adds labels, or takes them back.
     *
     * @return for each, in order, why it was refused; null where it was taken
     */
    List<String> label(List<Label> labels) throws IOException;

    /** The models of which there is anything. */
    List<String> models() throws IOException;

    /** The samples of a model with a time from {@code from} up to but without {@code to}. Of no model where there is none. */
    Labelled rows(String model, Instant from, Instant to) throws IOException;

    /** How much there is of a model; what is said of labels may be a minute old where there are many. */
    Counts counts(String model) throws IOException;

    /** The drift events of a model from then on, oldest first; the newest thousand of them. */
    List<ObjectNode> driftSince(String model, Instant since) throws IOException;

    /** The statistics of a model that end from {@code from} up to but without {@code to}. */
    Documents statistics(String model, Instant from, Instant to) throws IOException;
}
