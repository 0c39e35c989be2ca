package io.bactrian.cloud;

import java.io.IOException;
import java.io.UncheckedIOException;

import org.apache.camel.spi.StateRepository;

import io.bactrian.cloud.data.DataSet;

/**
 * Tells Kafka's consumer from where to read: from where the data set ends. What is read is written down by the data set itself, in one
 * commit with the records.
 */
final class CollectedOffsets implements StateRepository<String, String> {
    private final DataSet data;

    CollectedOffsets(DataSet data) {
        this.data = data;
    }

    /**
     * @param partition the topic, a slash and the partition's number
     * @return the last offset that was read; null where none was
     */
    @Override
    public String getState(String partition) {
        int slash = partition.lastIndexOf('/');
        try {
            long next = data.offset(partition.substring(0, slash), Integer.parseInt(partition.substring(slash + 1)));
            return next < 0 ? null : Long.toString(next - 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void setState(String partition, String offset) {
        // the data set knows it already
    }

    @Override
    public void start() {
        // nothing is open
    }

    @Override
    public void stop() {
        // nothing is open
    }
}
