package io.bactrian.flow;

import static io.bactrian.flow.ApiRig.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.kit.ExpectedErrors;

/** Dead letters that are sent again through the REST interface. */
@ExpectedErrors("io.bactrian.http")
class LetterApiTest {
    @RegisterExtension
    private static final ApiRig RIG = new ApiRig();

    @Test
    void aDeadLetterIsSentAgainOnceAndACorrectionThatIsRefusedMakesNoOther() throws Exception {
        String id = RIG.letter("bad", DeadLetter.Way.MQTT);
        String again = "/bactrian/dead-letters/" + id + "/again";
        long before = RIG.letters.count();

        HttpResponse<String> asItWas = RIG.post(again, "");
        assertThat(asItWas.statusCode()).isEqualTo(400);
        assertThat(asItWas.body()).contains("not-json: it is not JSON");
        assertThat(RIG.post(again, "{\"text\":\"broken\"}").statusCode()).isEqualTo(503);
        assertThat(RIG.post(again, "{\"text\":\"down\"}").body()).contains("no version in service");
        assertThat(RIG.letters.count()).isEqualTo(before);

        assertThat(JSON.readTree(RIG.post(again, "{\"text\":\"fine\"}").body()))
                .isEqualTo(JSON.readTree("{\"device\":\"pump-7\",\"state\":\"taken\"}"));
        assertThat(RIG.post(again, "{\"text\":\"fine\"}").statusCode()).isEqualTo(409);
        JsonNode listed = DeadLetterJson.all(RIG.letters.list(null, Long.MAX_VALUE, 1), RIG.letters.count()).path("letters")
                .get(0);
        assertThat(listed.path("id").asText()).isEqualTo(id);
        assertThat(listed.path("state").asText()).isEqualTo("sent");
        assertThat(listed.path("again").asBoolean()).isFalse();
        assertThat(listed.path("text").asText()).isEqualTo("bad");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"text\":7}", "{\"base64\":\"?\"}", "{\"text\":\"a\",\"base64\":\"YQ==\"}", "{\"more\":1}"})
    void aCorrectionIsATextOrBase64(String body) throws Exception {
        String id = RIG.letter("fine", DeadLetter.Way.MQTT);

        assertThat(RIG.post("/bactrian/dead-letters/" + id + "/again", body).statusCode()).isEqualTo(400);
        assertThat(RIG.letters.find(Long.parseLong(id)).orElseThrow().state()).isEqualTo(DeadLetters.State.KEPT);
    }

    @Test
    void ofALetterThatWasCutTheWholeMessageIsAskedFor() throws Exception {
        String id = RIG.letter("x".repeat(20_000), DeadLetter.Way.MQTT);

        HttpResponse<String> answer = RIG.post("/bactrian/dead-letters/" + id + "/again", "");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("16384 of its 20000 bytes");
        assertThat(RIG.post("/bactrian/dead-letters/" + id + "/again", "{\"base64\":\"ZmluZQ==\"}").statusCode())
                .isEqualTo(200);
    }
}
