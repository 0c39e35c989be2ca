package io.bactrian.cloud;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;

import io.bactrian.announce.AnnouncementJson;
import io.bactrian.announce.RolloutReport;
import io.bactrian.announce.RolloutReportJson;
import io.bactrian.cloud.deploy.Deployments;
import io.bactrian.cloud.deploy.NodeReports;
import io.bactrian.cloud.deploy.Publication;
import io.bactrian.steps.CloudSteps;
import io.bactrian.threads.Backoff;

/** The steps between deployments and Kafka. */
@Singleton
final class RolloutSteps {
    /** Longer ones are of no node. */
    private static final int LONGEST_NODE = 1000;
    private static final long FIRST_MILLIS = 200;
    private static final long MOST_MILLIS = 5_000;

    private final NodeReports reports;
    private final ReportCounts counts;
    private final Backoff backoff = Backoff.exact(FIRST_MILLIS, MOST_MILLIS);

    RolloutSteps(Deployments deployments, ReportCounts counts) {
        this.reports = deployments.reports();
        this.counts = counts;
    }

    void bind(@Observes CloudSteps cloud) {
        cloud.registry().step("announcement", RolloutSteps::announcement);
        cloud.registry().step("take-reports", this::reports);
        cloud.registry().step("node-seen", this::seen);
        cloud.registry().registry().bind("report-offsets", new ReportOffsets(reports));
    }

    /** The record's key and value; null is a tombstone. */
    static void announcement(Exchange exchange) throws InvalidPayloadException {
        Message message = exchange.getMessage();
        Publication publication = message.getMandatoryBody(Publication.class);
        message.removeHeaders("*");
        message.setHeader(KafkaConstants.KEY, publication.key());
        message.setBody(publication.announcement() == null ? null : AnnouncementJson.write(publication.announcement()));
    }

    /**
     * The body is a list of exchanges with a record of Kafka each. One that cannot be read is counted, and harms no other. Where they
     * cannot be kept, it waits a while before it throws: the caller reads them again.
     */
    private void reports(Exchange exchange) throws InvalidPayloadException, IOException, InterruptedException {
        List<?> records = exchange.getMessage().getMandatoryBody(List.class);
        List<RolloutReport> readable = new ArrayList<>(records.size());
        List<String> rejected = new ArrayList<>();
        Map<String, Long> read = new HashMap<>();
        for (Object each : records) {
            Message record = ((Exchange) each).getMessage();
            read.merge(record.getHeader(KafkaConstants.TOPIC, String.class) + "/"
                    + record.getHeader(KafkaConstants.PARTITION, Integer.class),
                    record.getHeader(KafkaConstants.OFFSET, Long.class), Math::max);
            try {
                readable.add(RolloutReportJson.read(record.getBody() instanceof byte[] bytes ? bytes : new byte[0]));
            } catch (IOException e) {
                rejected.add(e.getMessage());
            }
        }
        keep(readable, read);
        rejected.forEach(counts::rejected);
        counts.taken(readable.size());
    }

    private void keep(List<RolloutReport> readable, Map<String, Long> read) throws IOException, InterruptedException {
        try {
            reports.take(readable, read);
            backoff.reset();
        } catch (IOException | RuntimeException e) {
            counts.notKept(e.toString());
            backoff.pause();
            throw e;
        }
    }

    private void seen(Exchange exchange) throws IOException {
        Object key = exchange.getMessage().getHeader(KafkaConstants.KEY);
        String node = key instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(key);
        if (key != null && node.length() < LONGEST_NODE) {
            reports.seen(node);
        }
    }
}
