package io.bactrian.flow;

import java.util.Locale;

import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.codec.CloudEvent;
import io.bactrian.learn.ModelStatistics;
import io.bactrian.steps.StepRegistry;

/** The step of statistics; docs/interfaces.md has the shape. */
@Singleton
final class StatisticsSteps {
    private final NodeName node;

    StatisticsSteps(NodeName node) {
        this.node = node;
    }

    void bind(StepRegistry steps) {
        steps.step("statistics-record", this::record);
    }

    /** JSON, with headers for Kafka in place of all others. */
    private void record(Exchange exchange) throws InvalidPayloadException {
        Message message = exchange.getMessage();
        ModelStatistics statistics = message.getMandatoryBody(ModelStatistics.class);
        String id = node.text() + "-" + statistics.model() + "-" + statistics.version() + "-"
                + statistics.from().toEpochMilli();
        message.removeHeaders("*");
        message.setHeader(KafkaConstants.KEY, node.text());
        CloudEvent.statistics(id, node.text(), statistics.to().toEpochMilli()).forEach(message::setHeader);
        message.setBody(ModelJson.bytes(json(id, statistics)));
    }

    private ObjectNode json(String id, ModelStatistics statistics) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("id", id).put("node", node.text())
                .put("model", statistics.model()).put("version", statistics.version())
                .put("from", statistics.from().toString()).put("to", statistics.to().toString())
                .put("answered", statistics.answered()).put("warming", statistics.warming())
                .put("failed", statistics.failed()).put("notFinite", statistics.notFinite());
        ObjectNode labels = json.putObject("labels");
        statistics.labels().forEach(labels::put);
        json.put("unlabelled", statistics.unlabelled());
        values(json, "score", statistics.score());
        values(json, "milliseconds", statistics.millis());
        if (!Double.isNaN(statistics.expectedAccuracy())) {
            json.put("expectedAccuracy", statistics.expectedAccuracy());
        }
        if (statistics.drift() != null) {
            json.putObject("drift").put("groups", statistics.drift().groups()).put("drifting", statistics.drift().drifting())
                    .put("level", statistics.drift().level());
        }
        return json;
    }

    private static void values(ObjectNode json, String name, ModelStatistics.Values values) {
        if (values == null) {
            return;
        }
        ObjectNode node = json.putObject(name).put("count", values.count()).put("mean", values.mean())
                .put("least", values.least()).put("most", values.most());
        ObjectNode quantiles = node.putObject("quantiles");
        double[] shares = ModelStatistics.shares();
        for (int i = 0; i < shares.length; i++) {
            quantiles.put(String.format(Locale.ROOT, "%.2f", shares[i]), values.quantiles()[i]);
        }
    }
}
