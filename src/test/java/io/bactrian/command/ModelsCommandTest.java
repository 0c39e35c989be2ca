package io.bactrian.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsCommandTest {
    private static final String PUMP = """
                                       {"name":"my pump","serving":"4","versions":[
                                         {"version":"5","state":"waiting","reason":"promote it","comparison":{"messages":1492,"agreement":0.987}},
                                         {"version":"4","state":"serving"}]}""";

    @TempDir
    private Path dir;
    private final StubService service = new StubService();

    ModelsCommandTest() throws IOException {
        service.withToken().say("GET /bactrian/models", 200, "[" + PUMP + ",{\"name\":\"empty\",\"versions\":[]}]");
        service.say("GET /bactrian/models/my%20pump", 200, PUMP);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void modelsAndTheStatesOfTheirVersionsAreListedWithTheServicesOwnToken() {
        assertThat(service.run("models")).isZero();
        assertThat(service.out()).containsPattern("my pump +5 +waiting +1,492 +98.7 % +promote it")
                .containsPattern("my pump +4 +serving").containsPattern("empty +- +no version");
        assertThat(service.authorization()).isEqualTo("Bearer " + StubService.TOKEN);

        assertThat(service.run("models", "my pump", "--json")).isZero();
        assertThat(service.out()).contains("\"agreement\" : 0.987");
    }

    @Test
    void requestsAreNotLoggedAsTheyHaveTheToken() {
        service.run("models");

        assertThat(Logger.getLogger("sun.net.www.protocol.http.HttpURLConnection").isLoggable(Level.SEVERE)).isFalse();
    }

    @Test
    void aVersionIsPromotedRolledBackAndShadowed() {
        for (String operation : new String[]{"promote", "rollback", "shadow"}) {
            service.say("POST /bactrian/models/my%20pump/versions/5/" + operation, 200, PUMP);
            assertThat(service.run("models", operation, "my pump", "5")).isZero();
            assertThat(service.out()).contains("waiting");
        }
        assertThat(service.run("models", "promote", "my pump", "five")).isEqualTo(2);
        assertThat(service.run("models", "promote", "my pump")).isEqualTo(2);
    }

    @Test
    void whatTheServiceRefusesIsSaidInItsWords() {
        service.say("POST /bactrian/models/my%20pump/versions/4/promote", 409, "{\"error\":\"version 4 serves already\"}");

        assertThat(service.run("models", "promote", "my pump", "4")).isEqualTo(1);
        assertThat(service.err()).contains("version 4 serves already").hasLineCount(1);
    }

    @Test
    void aWrongTokenNoTokenAndNoSuchPathHaveARemedyEach() {
        service.say("GET /bactrian/models", 401, "{\"error\":\"no\"}");
        assertThat(service.run("models")).isEqualTo(1);
        assertThat(service.err()).contains("does not take this token", "bactrian.api.token-file").doesNotContain("sixteen");

        service.say("GET /bactrian/models", 404, "");
        assertThat(service.run("models")).isEqualTo(1);
        assertThat(service.err()).contains("has no /bactrian/models");

        service.with("bactrian.api.token", "");
        assertThat(service.run("models")).isEqualTo(1);
        assertThat(service.err()).contains("bactrian.api.token is not set", "BACTRIAN_API_TOKEN_FILE=");
    }

    @Test
    void theTokenMayBeInAFile() throws IOException {
        Path file = Files.writeString(dir.resolve("token"), StubService.TOKEN + "\n");
        service.with("bactrian.api.token", "").with("bactrian.api.token-file", file.toString());

        assertThat(service.run("models")).isZero();
        assertThat(service.authorization()).isEqualTo("Bearer " + StubService.TOKEN);

        service.with("bactrian.api.token-file", dir.resolve("nowhere").toString());
        assertThat(service.run("models")).isEqualTo(1);
        assertThat(service.err()).contains("nowhere is not there").hasLineCount(1);
    }
}
