package io.bactrian.cloud;

import org.apache.camel.spi.StateRepository;

import io.bactrian.cloud.deploy.NodeReports;

/** Tells Kafka's consumer from where to read reports: from behind those that are on the disk. */
record ReportOffsets(NodeReports reports) implements StateRepository<String, String> {
    /** @param partition the topic, a slash and the partition's number */
    @Override
    public String getState(String partition) {
        Long last = reports.offset(partition);
        return last == null ? null : last.toString();
    }

    @Override
    public void setState(String partition, String offset) {
        // it is written with the reports
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
