package io.bactrian.command;

import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** The models of the running service and the states of their versions; and the operations on these. */
@Command(name = "models", description = {
    "%nLists the models and the states of their versions, or those of one; with an operation, carries it out and lists the model as "
            + "it is afterwards. It needs the token of control, which it takes from the service's own configuration.%n"})
final class ModelsCommand extends ServiceQuery {
    private static final String PATH = "/bactrian/models";

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "only this model")
    private String name;

    ModelsCommand(ServiceClient service) {
        super(service);
    }

    @Override
    public Integer call() {
        JsonNode answer = service.get(name == null ? PATH : PATH + "/" + ServiceClient.encoded(name));
        print(answer, () -> table(answer.isArray() ? answer : List.of(answer)));
        return ExitCode.OK;
    }

    /** {@code POST …/promote}. */
    @Command(name = "promote", mixinStandardHelpOptions = true, description = "puts a version in service, whatever the gate says")
    int promote(@Parameters(paramLabel = "NAME") String model, @Parameters(paramLabel = "VERSION") int version) {
        return operate(model, version, "promote");
    }

    /** {@code POST …/rollback}. */
    @Command(name = "rollback", mixinStandardHelpOptions = true, description = "takes a version out of service; the previous version serves")
    int rollback(@Parameters(paramLabel = "NAME") String model, @Parameters(paramLabel = "VERSION") int version) {
        return operate(model, version, "rollback");
    }

    /** {@code POST …/shadow}. */
    @Command(name = "shadow", mixinStandardHelpOptions = true, description = "runs a version on a copy of the traffic")
    int shadow(@Parameters(paramLabel = "NAME") String model, @Parameters(paramLabel = "VERSION") int version) {
        return operate(model, version, "shadow");
    }

    private int operate(String model, int version, String operation) {
        JsonNode after = service
                .post(PATH + "/" + ServiceClient.encoded(model) + "/versions/" + version + "/" + operation, null);
        print(after, () -> table(List.of(after)));
        return ExitCode.OK;
    }

    private void table(Iterable<JsonNode> models) {
        TextTable table = new TextTable("MODEL", "VERSION", "STATE", "COMPARED", "AGREES", "REASON");
        for (JsonNode model : models) {
            String of = model.path("name").asText();
            if (model.path("versions").isEmpty()) {
                table.row(of, "", "no version", "", "", "");
            }
            for (JsonNode version : model.path("versions")) {
                JsonNode compared = version.path("comparison");
                table.row(of, version.path("version").asText(), version.path("state").asText(),
                        compared.has("messages") ? Units.count(compared.path("messages").asDouble()) : "",
                        compared.has("agreement")
                                ? String.format(Locale.ROOT, "%.1f %%", 100 * compared.path("agreement").asDouble())
                                : "",
                        version.path("reason").asText());
            }
        }
        table.print(out());
    }
}
