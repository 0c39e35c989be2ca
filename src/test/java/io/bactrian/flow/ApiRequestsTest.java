package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to the REST interface that are not understood change nothing. */
class ApiRequestsTest {
    @RegisterExtension
    private static final ApiRig RIG = new ApiRig();

    @Test
    void aBodyThatIsSentAsAFormIsRefused() throws Exception {
        HttpResponse<String> answer = RIG.http.send(RIG.authorised("/v2/repository/index")
                .header("content-type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString("{\"ready\":true}")));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.0", "01", "+1", "1e3", "9999999999", "%20", "%D9%A1", "latest"})
    void aVersionIsAWholeNumberAboveNought(String version) throws Exception {
        HttpResponse<String> answer = RIG.post("/bactrian/models/pump/versions/" + version + "/promote", "");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("whole number above 0");
        assertThat(RIG.control.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..%2F..%2Fetc%2Fpasswd", "pump%2F..", "%2e%2e%2fpump", "pump%00", "%E2%98%83", "p%20p", "pump;x=1",
        "%22%3E%3Cscript%3E", "$%7Bbody%7D", "%7B%7Bkafka.bootstrap.servers%7D%7D", "pump%0d%0aX-Evil:%201"})
    void aModelsNameIsANameAndNothingElse(String name) throws Exception {
        HttpResponse<String> answer = RIG.post("/bactrian/models/" + name + "/versions/2/promote", "");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().map()).doesNotContainKey("x-evil");
        assertThat(RIG.control.asked).allMatch(asked -> asked
                .equals("promote " + URLDecoder.decode(name, StandardCharsets.UTF_8) + " 2"));
        assertThat(answer.body()).doesNotContain("127.0.0.1:9092");
    }

    @Test
    void dotsInThePathLeadNowhere() throws Exception {
        assertThat(RIG.post("/bactrian/models/../../v2/repository/models/pump/versions/1/promote", "").statusCode())
                .isEqualTo(404);
        assertThat(RIG.post("/bactrian/models//versions/1/promote", "").statusCode()).isEqualTo(404);
        assertThat(RIG.get("/bactrian/openapi/../models").statusCode()).isEqualTo(200);
        assertThat(RIG.http.get("/bactrian/openapi/../models").statusCode()).isEqualTo(401);
        assertThat(RIG.http.get("/bactrian/openapi/%2e%2e/models").statusCode()).isEqualTo(401);
        assertThat(RIG.control.asked).isEmpty();
    }

    @Test
    void aHeaderOrQueryDoesNotChangeWhatThePathSays() throws Exception {
        HttpResponse<String> header = RIG.http
                .send(RIG.authorised("/bactrian/models/pump/versions/2/promote").header("model", "other")
                        .POST(BodyPublishers.noBody()));
        HttpResponse<String> query = RIG.post("/bactrian/models/pump/versions/2/promote?version=3", "");

        assertThat(header.statusCode()).isEqualTo(400);
        assertThat(query.statusCode()).isEqualTo(400);
        assertThat(RIG.control.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "nonsense", "{} {}", "{\"ready\":\"yes\"}", "{\"ready\":null}"})
    void aBodyThatIsNotUnderstoodIsRefused(String body) throws Exception {
        assertThat(RIG.post("/v2/repository/index", body).statusCode()).isEqualTo(400);
    }

    @Test
    void parametersThatWouldHaveNoEffectAreRefused() throws Exception {
        assertThat(RIG.post("/v2/repository/models/pump/load", "{\"parameters\":{\"config\":\"{}\"}}").statusCode())
                .isEqualTo(400);
        assertThat(RIG.post("/v2/repository/models/pump/unload", "{\"parameters\":{\"force\":true}}").statusCode())
                .isEqualTo(400);
        assertThat(RIG.control.asked).isEmpty();

        assertThat(RIG.post("/v2/repository/models/pump/load", "{\"parameters\":{}}").statusCode()).isEqualTo(200);
        assertThat(RIG.post("/v2/repository/models/pump/unload", "{\"parameters\":{\"unload_dependents\":false}}").statusCode())
                .isEqualTo(200);
    }
}
