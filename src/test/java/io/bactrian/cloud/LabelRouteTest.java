package io.bactrian.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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

import io.bactrian.cloud.data.DataSet;
import io.bactrian.cloud.data.DataSettings;
import io.bactrian.cloud.data.Incoming;
import io.bactrian.cloud.data.Kind;
import io.bactrian.cloud.data.StoredDataSet;
import io.bactrian.kit.Contract;
import io.bactrian.kit.ExpectedErrors;

/** The shipped routes of labels and data over HTTP, before a data set; their answers are as the contract promises. */
@ExpectedErrors({"io.bactrian.http", "com.networknt"})
class LabelRouteTest {
    private static final String LABELS = "/bactrian/labels";
    private static final String DATA = "/bactrian/data";
    private static final Contract CONTRACT = Contract.of("data");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path dir;
    private StoredDataSet stored;
    private CloudRoutes cloud;
    private boolean failing;

    @BeforeEach
    void start() throws Exception {
        stored = new StoredDataSet(new DataSettings(dir, Duration.ofDays(3650), 1 << 30, 0, 5, 100, List.of()),
                Clock.systemUTC());
        DataSet data = (DataSet) Proxy.newProxyInstance(DataSet.class.getClassLoader(), new Class<?>[]{DataSet.class},
                (proxy, method, arguments) -> {
                    if (failing) {
                        throw new IOException("made for the test");
                    }
                    try {
                        return method.invoke(stored, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        cloud = new CloudRoutes();
        new CollectSteps(data, new Collection(data)).bind(cloud.steps());
        cloud.start("labels");
        stored.append(List.of(new Incoming(Kind.SAMPLE, new Incoming.Origin("bactrian.samples", 0, 0, Instant.now()), Map.of(),
                """
                {"id": "r-1", "device": "pump-7", "ts": %d, "telemetry": {"id": "r-1", "values": {"Pressure": 0.380}},
                 "model": "pump", "version": "1", "outputs": {"score": 2.6}}""".formatted(System.currentTimeMillis())
                        .getBytes(StandardCharsets.UTF_8))));
    }

    @AfterEach
    void stop() {
        cloud.close();
        stored.close();
    }

    private JsonNode promised(String method, String path, int status, HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(CONTRACT.faults(method, path, answer)).isEmpty();
        return JSON.readTree(answer.body());
    }

    @Test
    void aLabelIsTakenAndCounted() throws Exception {
        JsonNode taken = promised("post", LABELS, 200, cloud.post(LABELS, """
                                                                          [{"id": "r-1", "label": "anomaly", "by": "ann"},
                                                                           {"id": "r-2", "label": "anomaly"}]"""));
        assertThat(taken.path("taken").intValue()).isEqualTo(1);
        assertThat(taken.at("/refused/0/index").intValue()).isEqualTo(1);

        JsonNode model = promised("get", DATA, 200, cloud.get(DATA)).at("/models/0");
        assertThat(model.path("model").asText()).isEqualTo("pump");
        assertThat(model.path("samples").intValue()).isEqualTo(1);
        assertThat(model.path("labelled").intValue()).isEqualTo(1);
    }

    @Test
    void whyNothingIsDoneIsSaidAsPromised() throws Exception {
        assertThat(promised("post", LABELS, 400, cloud.post(LABELS, "{\"id\": \"r-1\"}")).path("refused")).hasSize(1);
        assertThat(promised("post", LABELS, 400, cloud.post(LABELS, "7")).path("error").asText()).contains("no label");
        assertThat(promised("get", DATA, 401, cloud.anonymous(DATA)).path("error").asText()).contains("bactrian.api.token");
        failing = true;
        for (JsonNode problem : List.of(promised("get", DATA, 503, cloud.get(DATA)),
                promised("post", LABELS, 503, cloud.post(LABELS, "{\"id\": \"r-1\", \"label\": \"a\", \"by\": \"ann\"}")))) {
            assertThat(problem.path("error").asText()).contains("its log says why").doesNotContain("made for the test");
        }
    }

    @Test
    void theContractIsThereWithoutTheToken() throws Exception {
        HttpResponse<String> answer = cloud.anonymous("/bactrian/openapi/data");

        assertThat(answer.body()).startsWith("openapi: 3.0.3").contains(LABELS, DATA);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/yaml");
    }
}
