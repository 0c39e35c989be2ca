package io.bactrian.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** What waits on disk, queue by queue. */
@Command(name = "spool", description = {
    "%nLists the queues on disk: how many records and bytes wait, since when the oldest does, how much room there is, and what "
            + "was dropped for want of it. It needs no token.%n"}, exitCodeList = {
                "0:all queues can be written and read and have room",
                "1:one cannot, or is full; or no service answers, or it has no spool", "2:an option is wrong"})
final class SpoolCommand extends ServiceQuery {
    private static final String RECORDS = "bactrian_spool_records";
    private static final String LABEL = "spool";

    SpoolCommand(ServiceClient service) {
        super(service);
    }

    @Override
    public Integer call() {
        MetricsPage metrics = MetricsPage.parse(service.open("/observe/metrics").body());
        JsonNode said = data(service.open("/observe/health/ready").json());
        ArrayNode queues = JsonNodeFactory.instance.arrayNode();
        metrics.values(RECORDS, LABEL).forEach(name -> queues.add(queue(name, metrics, said)));
        if (queues.isEmpty()) {
            throw new CommandException("the service has no spool: it is still starting, or has the role cloud");
        }
        print(queues, () -> table(queues));
        for (JsonNode queue : queues) {
            if (!queue.path("healthy").asBoolean() || queue.path("full").asBoolean()) {
                return ExitCode.SOFTWARE;
            }
        }
        return ExitCode.OK;
    }

    private static JsonNode data(JsonNode readiness) {
        for (JsonNode check : readiness.path("checks")) {
            if (check.path("name").asText().equals(LABEL)) {
                return check.path("data");
            }
        }
        return JsonNodeFactory.instance.missingNode();
    }

    private static ObjectNode queue(String name, MetricsPage metrics, JsonNode said) {
        ObjectNode queue = JsonNodeFactory.instance.objectNode().put("name", name);
        queue.put("records", (long) metrics.value(RECORDS, LABEL, name));
        queue.put("bytes", (long) metrics.value("bactrian_spool_bytes", LABEL, name));
        queue.put("maxBytes", (long) metrics.value("bactrian_spool_max_bytes", LABEL, name));
        queue.put("oldestSeconds", metrics.value("bactrian_spool_oldest_seconds", LABEL, name));
        queue.put("delivered", (long) metrics.value("bactrian_spool_delivered_total", LABEL, name));
        queue.put("dropped", (long) (metrics.value("bactrian_spool_dropped_oldest_total", LABEL, name)
                + metrics.value("bactrian_spool_dropped_newest_total", LABEL, name)));
        queue.put("healthy", metrics.value("bactrian_spool_healthy", LABEL, name) == 1);
        queue.put("full", metrics.value("bactrian_spool_blocked", LABEL, name) == 1);
        if (said.has(name + ".error")) {
            queue.put("error", said.path(name + ".error").asText());
        }
        return queue;
    }

    private void table(ArrayNode queues) {
        TextTable table = new TextTable("QUEUE", "RECORDS", "BYTES", "ROOM", "OLDEST", "DELIVERED", "DROPPED", "STATE");
        for (JsonNode queue : queues) {
            String state = queue.path("healthy").asBoolean() ? queue.path("full").asBoolean() ? "FULL" : "ok" : "BROKEN";
            table.row(queue.path("name").asText(), Units.count(queue.path("records").asLong()),
                    Units.bytes(queue.path("bytes").asLong()), Units.bytes(queue.path("maxBytes").asLong()),
                    queue.path("records").asLong() == 0 ? "" : Units.duration(queue.path("oldestSeconds").asDouble()),
                    Units.count(queue.path("delivered").asLong()), Units.count(queue.path("dropped").asLong()),
                    queue.has("error") ? state + ": " + queue.path("error").asText() : state);
        }
        table.print(out());
    }
}
