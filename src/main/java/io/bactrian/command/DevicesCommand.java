package io.bactrian.command;

import java.time.Instant;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What devices said last, and what they were answered. */
@Command(name = "devices", description = {
    "%nLists devices by name: what each was answered last, when it was seen, and how many of its messages were refused; or all "
            + "that is known of one. It needs the token of control, which it takes from the service's own configuration.%n"})
final class DevicesCommand extends ServiceQuery {
    private static final String PATH = "/bactrian/devices";
    private static final int MOST = 1000;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "only this device")
    private String name;
    @Option(names = "--search", paramLabel = "TEXT", defaultValue = "", description = "only devices with this in their name, model or label, or in this state")
    private String search;
    @Option(names = "--after", paramLabel = "NAME", defaultValue = "", description = "only devices behind this one: the next page")
    private String after;
    @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "so many at most, up to 1000 (default: ${DEFAULT-VALUE})")
    private int limit;

    DevicesCommand(ServiceClient service) {
        super(service);
    }

    @Override
    public Integer call() {
        if (name != null) {
            JsonNode device = service.get(PATH + "/" + ServiceClient.encoded(name));
            print(device, () -> one(device));
        } else {
            JsonNode page = service.get(PATH + "?search=" + ServiceClient.encoded(search) + "&after="
                    + ServiceClient.encoded(after) + "&limit=" + Math.max(1, Math.min(MOST, limit)));
            print(page, () -> list(page));
        }
        return ExitCode.OK;
    }

    private void list(JsonNode page) {
        TextTable table = new TextTable("DEVICE", "STATE", "LABEL", "SCORE", "MODEL", "WINDOW", "ANSWERS", "ERRORS", "SEEN");
        double now = Instant.now().toEpochMilli();
        for (JsonNode device : page.path("devices")) {
            table.row(device.path("device").asText(), device.path("state").asText(), device.path("label").asText(),
                    device.path("score").asText(),
                    (device.path("model").asText() + " " + device.path("version").asText()).strip(),
                    device.has("need") ? device.path("have").asText() + "/" + device.path("need").asText() : "",
                    Units.count(device.path("answers").asDouble()), Units.count(device.path("errors").asDouble()),
                    Units.duration((now - device.path("seen").asDouble(Double.NaN)) / 1000) + " ago");
        }
        table.print(out());
        if (page.has("next")) {
            out().println("more: --after " + TextTable.shown(page.path("next").asText()));
        }
    }

    /** Its values; of lists only how long they are, as they are for drawing: {@code --json} has them. */
    private void one(JsonNode device) {
        TextTable table = new TextTable("WHAT", "VALUE");
        rows(table, "", device);
        table.print(out());
    }

    private static void rows(TextTable table, String prefix, JsonNode object) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            JsonNode value = field.getValue();
            String name = prefix + field.getKey();
            if (value.isObject()) {
                rows(table, name + ".", value);
            } else if (value.isArray()) {
                table.row(name, value.size() + " values");
            } else if (value.isIntegralNumber() && (field.getKey().equals("seen") || field.getKey().equals("at"))) {
                table.row(name, Instant.ofEpochMilli(value.asLong()));
            } else {
                table.row(name, value.asText());
            }
        }
    }
}
