package io.bactrian.command;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Follows the next messages of a device, or those with an id, through the service. */
@Command(name = "follow", description = {
    "%nFollows a device's next message, or the message with an id, through the running service, and prints its steps with their "
            + "times. It needs the token of control, which it takes from the service's own configuration.%n"}, exitCodeList = {
                "0:as many messages as asked for were followed to their end",
                "1:fewer came in time; or no service answers, or it refuses; the reason is on standard error",
                "2:an option is wrong or missing"})
final class FollowCommand extends ServiceQuery {
    private static final String PATH = "/bactrian/follow";
    private static final long PAUSE_MILLIS = 200;
    private static final double MICROS = 1e6;
    private static final int MOST_LISTED = 200;
    private static final int MOST_DETAILS = 200;

    @Parameters(arity = "0..1", paramLabel = "DEVICE", description = "whose next messages")
    private String device;
    @Option(names = "--id", paramLabel = "ID", description = "of the message, in place of a device")
    private String id;
    @Option(names = "--messages", paramLabel = "N", defaultValue = "1", description = "so many (default: ${DEFAULT-VALUE})")
    private int messages;
    @Option(names = "--seconds", paramLabel = "S", defaultValue = "60", description = "how long to wait for them (default: ${DEFAULT-VALUE})")
    private int seconds;

    FollowCommand(ServiceClient service) {
        super(service);
    }

    @Override
    public Integer call() throws InterruptedException {
        if ((device == null) == (id == null)) {
            throw new ParameterException(commandLine(), "expected a device, or --id, and not both");
        }
        Set<String> before = id == null ? trails(Set.of()) : Set.of();
        ObjectNode request = JsonNodeFactory.instance.objectNode().put(id == null ? "device" : "id", id == null ? device : id);
        service.post(PATH, request.put("messages", messages).put("seconds", seconds));
        ArrayNode followed = await(before);
        print(followed, () -> followed.forEach(this::describe));
        if (followed.size() < messages) {
            throw new CommandException("within " + seconds + " s " + followed.size() + " of " + messages
                    + " messages came; give it longer with --seconds, or see whether the device sends: bactrian devices");
        }
        return ExitCode.OK;
    }

    /** Those that have come to their end, and at the end of the time those that have not. */
    private ArrayNode await(Set<String> before) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (true) {
            ArrayNode followed = JsonNodeFactory.instance.arrayNode();
            trails(before).stream().limit(messages)
                    .forEach(trail -> followed.add(service.get(PATH + "/" + ServiceClient.encoded(trail))));
            boolean open = followed.size() < messages;
            for (JsonNode trail : followed) {
                open |= trail.path("open").asBoolean();
            }
            if (!open || System.nanoTime() - end > 0) {
                return followed;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    /** The trails of what is followed, oldest first, but for those before. */
    private Set<String> trails(Set<String> before) {
        List<String> names = new ArrayList<>();
        for (JsonNode trail : service.get(PATH + "?limit=" + MOST_LISTED).path("trails")) {
            String name = trail.path("trail").asText();
            if (!before.contains(name)
                    && (id == null ? trail.path("device").asText().equals(device) : trail.path("id").asText().equals(id))) {
                names.add(0, name);
            }
        }
        return new LinkedHashSet<>(names);
    }

    private void describe(JsonNode trail) {
        out().println("message " + TextTable.shown(trail.path("id").asText()) + " of " + TextTable.shown(
                trail.path("device").asText()) + ", received " + trail.path("received").asText() + ": "
                + trail.path("state").asText() + (trail.path("open").asBoolean() ? ", not at its end yet" : ""));
        TextTable table = new TextTable("AFTER", "STEP", "THREAD", "DETAILS");
        for (JsonNode step : trail.path("steps")) {
            table.row(Units.millis(step.path("micros").asDouble() / MICROS), step.path("step").asText(),
                    step.path("thread").asText(), shortened(step.path("details").toString()));
        }
        table.print(out());
        out().println();
    }

    private static String shortened(String details) {
        return details.length() <= MOST_DETAILS ? details : details.substring(0, MOST_DETAILS) + "…";
    }
}
