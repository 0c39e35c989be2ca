package io.bactrian.cloud.training.plan;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

import io.bactrian.cloud.training.evaluation.Evaluation;
import io.bactrian.cloud.training.evaluation.HoldOut;
import io.bactrian.cloud.training.evaluation.Rules;
import io.bactrian.cloud.training.plan.TrainingPlan.Command;
import io.bactrian.cloud.training.plan.TrainingPlan.Deployment;
import io.bactrian.cloud.training.plan.TrainingPlan.Fit;
import io.bactrian.cloud.training.plan.TrainingPlan.Method;
import io.bactrian.cloud.training.plan.TrainingPlan.Options;
import io.bactrian.cloud.training.plan.TrainingPlan.Trigger;
import io.bactrian.model.Task;
import io.bactrian.text.Problems;
import io.bactrian.text.YamlDocument;
import io.bactrian.text.YamlReader;
import io.bactrian.train.TrainingException;

/** Reads a training file, and reports all errors together. */
final class PlanReader {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final int MOST_SAMPLES = 1_000_000;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Problems problems;

    private PlanReader(Problems problems) {
        this.problems = problems;
    }

    /** @throws IOException naming each field that is wrong, with line and column */
    static Map<String, TrainingPlan> read(byte[] content) throws IOException {
        YamlDocument document = YamlDocument.parse(content);
        Problems problems = new Problems(document.places());
        YamlReader all = new YamlReader(document.root(), "", problems);
        YamlReader models = all.mapping("models");
        if (!all.has("models")) {
            problems.add("models is missing; expected a mapping of models' names to how each is trained");
        }
        Map<String, TrainingPlan> plans = new TreeMap<>();
        for (String name : models.keys()) {
            if (!NAME.matcher(name).matches()) {
                problems.add(models.at(name) + " is no name of a model; expected letters, digits, '.', '_' and '-'");
            }
            plans.put(name, new PlanReader(problems).plan(name, models.mapping(name)));
        }
        all.noOthers();
        if (!problems.none()) {
            throw new IOException(problems.text());
        }
        return plans;
    }

    private TrainingPlan plan(String name, YamlReader fields) {
        PlanFields plan = new PlanFields(fields, problems);
        PlanFields data = new PlanFields(fields.mapping("data"), problems);
        PlanFields evaluation = new PlanFields(fields.mapping("evaluation"), problems);
        Set<String> normal = new HashSet<>(plan.texts("normal"));
        normal = normal.isEmpty() ? Set.of("normal") : normal;
        Method method = method(fields, normal);
        TrainingPlan read = new TrainingPlan(name, method, plan.texts("channels"), trigger(fields.mapping("trigger")),
                plan.duration("pause", Duration.ZERO, Duration.ofHours(1)), data.duration("age", SECOND, Duration.ofDays(30)),
                data.whole("samples", 1, MOST_SAMPLES, 20_000), Set.copyOf(plan.texts("trusted")),
                evaluation(evaluation, normal),
                evaluation.text("group-by", ""), deployment(fields.mapping("deploy")));
        data.fields().noOthers();
        evaluation.fields().noOthers();
        fields.noOthers();
        return read;
    }

    private Method method(YamlReader fields, Set<String> normal) {
        if (fields.has("trainer") == fields.has("command")) {
            problems.add(fields.at("trainer") + " is " + (fields.has("command") ? "there beside command" : "missing")
                    + "; expected either trainer or command");
        }
        return fields.has("command") ? command(fields) : fit(fields, normal);
    }

    private Method command(YamlReader fields) {
        PlanFields plan = new PlanFields(fields, problems);
        List<String> command = fields.list("command", (value, place) -> value.isValueNode() ? value.asText() : null);
        if (command == null || command.isEmpty()) {
            problems.add(fields.at("command") + " is empty; expected a list of a program and its arguments");
            command = List.of("");
        }
        Task task = fields.oneOf("task", Task.class, List.of("anomaly", "classification", "regression"));
        if (task == null) {
            problems.add(fields.at("task") + " is missing; expected anomaly, classification or regression beside command");
            task = Task.ANOMALY;
        }
        return new Command(command, task, plan.duration("timeout", SECOND, Duration.ofHours(1)),
                1024L * 1024 * plan.whole("max-megabytes", 1, 1 << 20, 1024));
    }

    private Method fit(YamlReader fields, Set<String> normal) {
        Kind kind = fields.oneOf("trainer", Kind.class, List.of("anomaly", "classifier", "regression"));
        YamlReader given = fields.mapping("options");
        PlanFields options = new PlanFields(given, problems);
        Fit fit = new Fit(kind == null ? Kind.ANOMALY : kind, given.whole("window", 1, 100_000), given.whole("why", 0, 64),
                options(options, kind == null ? Kind.ANOMALY : kind, normal));
        try {
            fit.trainer(2);
        } catch (TrainingException e) {
            problems.add(fields.at("options") + ": " + e.getMessage());
        }
        given.noOthers();
        return fit;
    }

    /** Those of other kinds are no known keys. */
    private Options options(PlanFields given, Kind kind, Set<String> normal) {
        double largest = Double.MAX_VALUE;
        boolean alarm = kind == Kind.ANOMALY;
        boolean labels = kind == Kind.CLASSIFIER;
        return new Options(labels ? 0 : given.number("ridge", 0, largest, alarm ? 0.1 : 0.001),
                alarm ? given.number("quantile", 0, 1, 0.99) : 0.99, alarm ? given.number("factor", 0, largest, 8) : 8,
                alarm ? given.number("smoothing", 0, 1, 0) : 0, normal,
                labels ? given.whole("epochs", 1, 10_000, 10) : 10, labels ? given.number("rate", 0, largest, 0.3) : 0.3,
                labels ? given.text("reference", null) : null, labels ? given.whole("seed", 0, Integer.MAX_VALUE, 1) : 1);
    }

    private Trigger trigger(YamlReader fields) {
        PlanFields trigger = new PlanFields(fields, problems);
        Trigger read = new Trigger(trigger.whole("labels", 1, Integer.MAX_VALUE, 0), trigger.duration("every", SECOND, null),
                trigger.on("drift"));
        fields.noOthers();
        return read;
    }

    private Evaluation evaluation(PlanFields fields, Set<String> normal) {
        Rules.Accept accept = "better".equals(fields.fields().text("accept", Pattern.compile("better|not-worse"),
                "better or not-worse")) ? Rules.Accept.BETTER : Rules.Accept.NOT_WORSE;
        return new Evaluation(
                new HoldOut(fields.number("share", 0.05, 0.9, 0.3), fields.number("devices", 0, 0.9, 0.2),
                        fields.duration("block", SECOND, Duration.ofMinutes(10)),
                        fields.duration("gap", Duration.ZERO, Duration.ofMinutes(1))),
                new Rules(accept, fields.number("margin", 0, 1, 0.01), fields.number("confidence", 0.51, 0.999, 0.95),
                        fields.whole("blocks", 2, 100_000, 10), normal, fields.texts("labels"), 1));
    }

    private Deployment deployment(YamlReader fields) {
        PlanFields deploy = new PlanFields(fields, problems);
        String mode = fields.text("mode", Pattern.compile("auto|manual"), "auto or manual");
        YamlReader nodes = fields.mapping("nodes");
        YamlReader canary = fields.mapping("canary");
        Map<String, String> labels = new HashMap<>();
        YamlReader given = nodes.mapping("labels");
        given.keys().forEach(key -> labels.put(key, given.text(key)));
        labels.values().removeIf(value -> value == null);
        PlanFields selected = new PlanFields(nodes, problems);
        PlanFields first = new PlanFields(canary, problems);
        String promote = fields.text("promote", Pattern.compile("gated|manual|immediate"), "gated, manual or immediate");
        Deployment read = new Deployment("auto".equals(mode), selected.texts("names"), labels, selected.texts("devices"),
                first.texts("nodes"), first.number("share", 0, 1, 0), promote == null ? "gated" : promote,
                deploy.duration("within", SECOND, null));
        nodes.noOthers();
        canary.noOthers();
        fields.noOthers();
        return read;
    }
}
