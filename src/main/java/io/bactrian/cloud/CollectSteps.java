package io.bactrian.cloud;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaConstants;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.cloud.data.Counts;
import io.bactrian.cloud.data.DataSet;
import io.bactrian.cloud.data.Incoming;
import io.bactrian.cloud.data.Kind;
import io.bactrian.cloud.data.LabelReader;
import io.bactrian.http.ApiProblem;
import io.bactrian.http.ControlApi;
import io.bactrian.steps.CloudSteps;

/** The steps of the routes that collect, and of labels over HTTP. */
@Singleton
final class CollectSteps {
    private static final int MOST_LABELS = 10_000;

    private final DataSet data;
    private final Collection collection;

    CollectSteps(DataSet data, Collection collection) {
        this.data = data;
        this.collection = collection;
    }

    void bind(@Observes CloudSteps cloud) {
        cloud.registry().step("collect-samples", collect(Kind.SAMPLE));
        cloud.registry().step("collect-statistics", collect(Kind.STATISTICS));
        cloud.registry().step("collect-drift", collect(Kind.DRIFT));
        cloud.registry().step("collect-labels", collect(Kind.LABEL));
        cloud.registry().step("take-labels", this::labels);
        cloud.registry().step("data", this::counts);
        cloud.registry().registry().bind("collected-offsets", new CollectedOffsets(data));
    }

    /** The body is a list of exchanges with a record of Kafka each. */
    private Processor collect(Kind kind) {
        return exchange -> {
            List<?> records = exchange.getMessage().getMandatoryBody(List.class);
            List<Incoming> incoming = new ArrayList<>(records.size());
            for (Object each : records) {
                incoming.add(incoming(kind, ((Exchange) each).getMessage()));
            }
            collection.add(kind, incoming);
        };
    }

    private static Incoming incoming(Kind kind, Message record) {
        Map<String, String> headers = new HashMap<>();
        record.getHeaders().forEach((name, value) -> {
            if (value instanceof byte[] bytes) {
                headers.put(name.toLowerCase(Locale.ROOT), new String(bytes, StandardCharsets.UTF_8));
            }
        });
        return new Incoming(kind, new Incoming.Origin(record.getHeader(KafkaConstants.TOPIC, String.class),
                record.getHeader(KafkaConstants.PARTITION, Integer.class), record.getHeader(KafkaConstants.OFFSET, Long.class),
                Instant.ofEpochMilli(record.getHeader(KafkaConstants.TIMESTAMP, Long.class))), headers,
                record.getBody() instanceof byte[] bytes ? bytes : null);
    }

    /** How many were taken, and why others were not, by their places. */
    private void labels(Exchange exchange) throws ApiProblem, IOException, InvalidPayloadException {
        LabelReader.Document document = read(exchange.getMessage().getMandatoryBody(byte[].class));
        List<Integer> places = List.copyOf(document.labels().keySet());
        List<String> refusals = data.label(List.copyOf(document.labels().values()));
        Map<Integer, String> refused = new TreeMap<>(document.problems());
        for (int i = 0; i < places.size(); i++) {
            if (refusals.get(i) != null) {
                refused.put(places.get(i), refusals.get(i));
            }
        }
        int taken = places.size() + document.problems().size() - refused.size();
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("taken", taken);
        ArrayNode list = answer.putArray("refused");
        refused.forEach((place, reason) -> list.addObject().put("index", place).put("reason", reason));
        ControlApi.respond(exchange.getMessage(), taken > 0 || refused.isEmpty() ? 200 : 400, answer);
    }

    private static LabelReader.Document read(byte[] body) throws ApiProblem {
        try {
            LabelReader.Document document = LabelReader.read(body, Instant.now());
            int all = document.labels().size() + document.problems().size();
            if (all > MOST_LABELS) {
                throw ApiProblem.badRequest("the body has " + all + " labels; expected at most " + MOST_LABELS + " a request");
            }
            return document;
        } catch (IOException e) {
            throw ApiProblem.badRequest("the body is no label: " + e.getMessage());
        }
    }

    private void counts(Exchange exchange) throws IOException {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode models = answer.putArray("models");
        for (String model : data.models()) {
            Counts counts = data.counts(model);
            ObjectNode each = models.addObject().put("model", model).put("samples", counts.samples())
                    .put("labelled", counts.labelled())
                    .put("labelledShare", counts.samples() == 0 ? 0 : (double) counts.labelled() / counts.samples())
                    .put("bytes", counts.bytes());
            if (counts.newest() != null) {
                each.put("newest", counts.newest().toString());
            }
            ArrayNode days = each.putArray("days");
            counts.days().forEach(day -> days.addObject().put("day", day.day().toString()).put("samples", day.samples())
                    .put("bytes", day.bytes()));
        }
        ControlApi.respond(exchange.getMessage(), 200, answer);
    }
}
