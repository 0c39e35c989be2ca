package io.bactrian.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import io.bactrian.cloud.training.ModelTraining;
import io.bactrian.cloud.training.Outcome;
import io.bactrian.cloud.training.Training;
import io.bactrian.cloud.training.TrainingListener;
import io.bactrian.cloud.training.TrainingRecord;
import io.bactrian.cloud.training.evaluation.Verdict;
import io.bactrian.cloud.training.plan.PlanFile;
import io.bactrian.kit.Contract;
import io.bactrian.kit.ExpectedErrors;

/** The shipped routes of trainings over HTTP; their answers are as the contract promises. */
@ExpectedErrors({"io.bactrian.http", "com.networknt"})
class TrainingRouteTest {
    private static final String ALL = "/bactrian/training";
    private static final String ONE = "/bactrian/training/{model}";
    private static final Contract CONTRACT = Contract.of("training");
    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule());
    private static final TrainingListener NOBODY = new TrainingListener() {
        @Override
        public void began(String model, String by) {
            // not of these tests
        }

        @Override
        public void ended(String model, TrainingRecord ended, Duration took) {
            // not of these tests
        }
    };

    @TempDir
    private Path dir;
    private Training training;
    private CloudRoutes cloud;

    @BeforeEach
    void start() throws Exception {
        write("pump", new ModelTraining(null, Instant.EPOCH, List.of(
                ended(Outcome.ACCEPTED, 4, new Verdict(true, "it is better", -0.1, -0.2, -0.05, 0.9,
                        Map.of("all", new Verdict.Measured(100, 10, Map.of("error", 0.1), Map.of("error", 0.2))))),
                ended(Outcome.REJECTED, null, Verdict.refused("too few")), ended(Outcome.FAILED, null, null))));
        Path plan = Files.writeString(dir.resolve("training.yaml"), "models:\n  pump: {trainer: classifier}\n");
        training = new Training(new PlanFile(plan), null, null, dir, 1 << 20, NOBODY, Clock.systemUTC());
        cloud = new CloudRoutes();
        new TrainingSteps(training).bind(cloud.steps());
        cloud.start("training");
    }

    @AfterEach
    void stop() {
        cloud.close();
        training.close();
    }

    private void write(String model, ModelTraining state) throws IOException {
        Files.write(Files.createDirectory(dir.resolve(model)).resolve("state.json"), JSON.writeValueAsBytes(state));
    }

    private static TrainingRecord ended(Outcome outcome, Integer version, Verdict verdict) {
        return new TrainingRecord("id", "somebody", Instant.EPOCH, Instant.EPOCH, outcome, "a reason", version, version,
                new TrainingRecord.Used(1, 2, 3, 4, 5), verdict);
    }

    private JsonNode promised(String method, String path, int status, HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(CONTRACT.faults(method, path, answer)).isEmpty();
        return JSON.readTree(answer.body());
    }

    @Test
    void whatIsTrainedIsListedAndAskedFor() throws Exception {
        assertThat(promised("get", ALL, 200, cloud.get(ALL)).at("/0/history")).hasSize(1);
        assertThat(promised("get", ONE, 200, cloud.get("/bactrian/training/pump")).path("history")).hasSize(3);
        JsonNode asked = promised("post", ONE, 202, cloud.post("/bactrian/training/pump", "{\"by\": \"ann\"}"));
        assertThat(asked.path("state").asText()).isEqualTo("waiting");
        assertThat(asked.at("/pending/by").asText()).isEqualTo("ann");
    }

    @Test
    void whyNothingIsDoneIsSaidAsPromised() throws Exception {
        promised("get", ALL, 401, cloud.anonymous(ALL));
        assertThat(promised("get", ONE, 404, cloud.get("/bactrian/training/pumb")).path("error").asText()).contains("pump");
        promised("post", ONE, 404, cloud.post("/bactrian/training/pumb", ""));
        promised("post", ONE, 400, cloud.post("/bactrian/training/pump", "{\"by\": 7}"));
    }

    @Test
    void theContractIsThereWithoutTheToken() throws Exception {
        assertThat(cloud.anonymous("/bactrian/openapi/training").body()).startsWith("openapi: 3.0.3").contains(ONE);
    }
}
