package io.bactrian.cloud.training.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;

import io.bactrian.cloud.training.evaluation.Rules.Accept;
import io.bactrian.cloud.training.plan.TrainingPlan.Command;
import io.bactrian.cloud.training.plan.TrainingPlan.Fit;
import io.bactrian.kit.ExpectedErrors;
import io.bactrian.model.Task;
import io.bactrian.train.WindowTrainer;

@ExpectedErrors({"com.networknt", "io.bactrian.cloud.training"})
class PlanFileTest {
    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(VersionFlag.V202012)
            .getSchema(PlanFileTest.class.getResourceAsStream("/schema/training.schema.json"));

    @TempDir
    private Path dir;

    private Path file(String yaml) throws IOException {
        return Files.writeString(dir.resolve("training.yaml"), yaml);
    }

    private TrainingPlan plan(String yaml) throws IOException {
        return new PlanFile(file("models:\n  pump: " + yaml + "\n")).plans().get("pump");
    }

    @Test
    void whatIsLeftOutHasItsDefault() throws IOException {
        TrainingPlan plan = plan("{trainer: classifier}");
        Fit fit = (Fit) plan.method();
        assertThat(fit.trainer(30)).isEqualTo(new WindowTrainer.Classifier(30, 10, 0.3, null, 1));
        assertThat(plan.trigger()).isEqualTo(new TrainingPlan.Trigger(0, null, false));
        assertThat(plan.pause()).isEqualTo(Duration.ofHours(1));
        assertThat(plan.age()).isEqualTo(Duration.ofDays(30));
        assertThat(plan.evaluation().rules().accept()).isEqualTo(Accept.NOT_WORSE);
        assertThat(plan.deployment().auto()).isFalse();
    }

    @Test
    void everythingCanBeSaid() throws IOException {
        TrainingPlan plan = plan(
                """
                {trainer: anomaly, options: {window: 60, ridge: 0.2, quantile: 0.95, factor: 4, smoothing: 0.1, why: 3},
                    channels: [Pressure, Flow], normal: [ok, idle], trigger: {labels: 200, every: 7d, drift: true}, pause: 10m,
                    data: {age: 12h, samples: 5000}, trusted: [technician],
                    evaluation: {share: 0.4, devices: 0.1, block: 5m, gap: 30s, accept: better, margin: 0.02, confidence: 0.99,
                      blocks: 20, group-by: site},
                    deploy: {mode: auto, nodes: {names: [edge-1], labels: {site: north}, devices: [pump-7]},
                      canary: {share: 0.1}, promote: immediate, within: 2d}}""".replace("\n", " "));
        assertThat(((Fit) plan.method()).trainer(30).window()).isEqualTo(60);
        assertThat(((WindowTrainer.Anomaly) ((Fit) plan.method()).trainer(30)).normal()).isEqualTo(Set.of("ok", "idle"));
        assertThat(plan.evaluation().rules().normal()).isEqualTo(Set.of("ok", "idle"));
        assertThat(plan.trigger()).isEqualTo(new TrainingPlan.Trigger(200, Duration.ofDays(7), true));
        assertThat(plan.trusted()).containsExactly("technician");
        assertThat(plan.deployment().labels()).containsEntry("site", "north");
        assertThat(plan.groupBy()).isEqualTo("site");
    }

    @Test
    void aCommandHasATaskAndBounds() throws IOException {
        Command command = (Command) plan("{command: [python3, train.py, 5], task: regression, timeout: 20m, max-megabytes: 10}")
                .method();
        assertThat(command).isEqualTo(new Command(List.of("python3", "train.py", "5"), Task.REGRESSION, Duration.ofMinutes(20),
                10L << 20));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{}|trainer is missing; expected either trainer or command",
        "{trainer: classifier, command: [a], task: anomaly}|trainer is there beside command",
        "{trainer: clasifier}|trainer is 'clasifier'; expected one of",
        "{trainer: classifier, options: {factor: 3}}|options.factor is no known key",
        "{trainer: anomaly, options: {quantile: 1}}|quantile is 1.0, expected more than 0 and less than 1",
        "{trainer: classifier, trigger: {drift: maybe}}|trigger.drift is 'maybe'; expected true or false",
        "{trainer: classifier, trigger: {every: 7}}|trigger.every is '7', which is no duration",
        "{trainer: classifier, trigger: {label: 7}}|trigger.label is no known key",
        "{trainer: classifier, pause: 1h, evaluation: {share: 0}}|evaluation.share is 0; expected a number from 0.05 to 0.9",
        "{trainer: classifier, data: {age: 0s}}|data.age is '0s'; expected 1s or more",
        "{command: [a]}|task is missing; expected anomaly, classification or regression",
        "{command: [], task: anomaly}|command is empty",
        "{trainer: classifier, deploy: {mode: automatic}}|deploy.mode is 'automatic'; expected auto or manual"})
    void whatIsWrongIsNamedWithItsPlaceAndTheSchemaSaysItToo(String yaml, String problem) throws IOException {
        assertThatThrownBy(() -> plan(yaml)).hasMessageContaining("training.yaml: line 2, ").hasMessageContaining(problem);
        if (!yaml.contains("every: 7}") && !yaml.contains("0s")) {
            assertThat(SCHEMA.validate(tree("models:\n  pump: " + yaml))).as(yaml).isNotEmpty();
        }
    }

    @Test
    void anEditThatCannotBeUsedLeavesThePreviousOneInUseAndIsSaid() throws IOException {
        PlanFile plans = new PlanFile(file("models: {pump: {trainer: classifier}}"));
        file("models: {pump: {trainer: classifier}, other: {trainer: x}}");
        plans.refresh();
        assertThat(plans.plans()).containsOnlyKeys("pump");
        assertThat(plans.problem()).contains("models.other.trainer is 'x'");
        Files.delete(dir.resolve("training.yaml"));
        plans.refresh();
        assertThat(plans.problem()).contains("cannot be read");
        file("models: {pump: {trainer: classifier}, other: {trainer: x}}");
        plans.refresh();
        assertThat(plans.problem()).contains("models.other.trainer is 'x'");
        file("models: {pump: {trainer: classifier}, other: {trainer: anomaly}}");
        plans.refresh();
        assertThat(plans.plans()).containsOnlyKeys("pump", "other");
        assertThat(plans.problem()).isNull();
    }

    @Test
    void theExampleOfTheGuideCanBeReadAndFollowsTheSchema() throws IOException {
        String guide = Files.readString(Path.of("docs/learning.md"));
        int begin = guide.indexOf("# yaml-language-server: $schema=training.schema.json");
        assertThat(begin).isPositive();
        String example = guide.substring(begin, guide.indexOf("```", begin));
        assertThat(new PlanFile(file(example)).plans()).isNotEmpty();
        assertThat(SCHEMA.validate(tree(example))).isEmpty();
    }

    private static JsonNode tree(String yaml) throws IOException {
        return new YAMLMapper().readTree(yaml);
    }
}
