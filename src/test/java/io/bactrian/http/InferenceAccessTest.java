package io.bactrian.http;

import static io.bactrian.http.InferenceRig.plus;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferenceAccessTest {
    private static final String ROW = """
                                      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]}]}""";

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", value = {
        "none                 | true  | none                  | 200",
        "none                 | false | none                  | 403",
        "none                 | false | Bearer of-somebody-else | 403",
        "correct-horse-battery | true  | none                  | 401",
        "correct-horse-battery | false | none                  | 401",
        "correct-horse-battery | false | Bearer correct-horse-batterz | 401",
        "correct-horse-battery | false | Bearer correct-horse-battery | 200",
        "correct-horse-battery | true  | Bearer correct-horse-battery | 200"})
    void whoeverHasTheTokenAndWithoutOneWhoeverIsOnTheMachine(String token, boolean loopback, String header, int status,
            @TempDir Path folder)
            throws Exception {
        ApiToken own = token == null ? ApiToken.NONE : ApiToken.of(token);
        InferenceAccess access = new InferenceAccess(() -> own, "0.0.0.0", loopback);
        try (InferenceRig guarded = new InferenceRig(folder, access)) {
            guarded.serve("pump", 1, plus(1), "task: raw\n");
            for (String path : List.of("/v2", "/v2/models/pump", "/v2/models/pump/ready", "/v2/models/pump/stats",
                    "/v2/models/stats",
                    "/v2/models/pump/versions/1")) {
                var request = guarded.http().request(path);
                assertThat(guarded.http().send(header == null ? request : request.header("Authorization", header)).statusCode())
                        .as(path).isEqualTo(status);
            }
            var infer = guarded.http().request("/v2/models/pump/infer").POST(BodyPublishers.ofString(ROW));
            HttpResponse<String> response = guarded.http().send(header == null ? infer : infer.header("Authorization", header));
            assertThat(response.statusCode()).isEqualTo(status);
            if (status != 200) {
                assertThat(response.body()).contains("bactrian.inference.token").doesNotContain("correct-horse");
                assertThat(response.headers().firstValue("WWW-Authenticate").isPresent()).isEqualTo(status == 401);
            }
            assertThat(guarded.get("/v2/health/live").statusCode()).isEqualTo(200);
            assertThat(guarded.get("/v2/health/ready").statusCode()).isEqualTo(200);
        }
    }
}
