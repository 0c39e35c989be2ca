package io.bactrian.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DevicesCommandTest {
    private static final String PUMP = """
                                       {"device":"pump-7","state":"answered","seen":1795431600123,"model":"pump-anomaly","version":"4","have":30,"need":30,
                                        "label":"normal","score":0.25,"answers":1234,"errors":2,"scores":[0.1,0.2],
                                        "error":{"at":1795431600000,"code":"bad-json","message":"no JSON"}}""";

    private final StubService service = new StubService();

    DevicesCommandTest() throws IOException {
        service.withToken();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void devicesAreListedByPages() {
        service.say("GET /bactrian/devices?search=pump%207&after=a%2Fb&limit=1000", 200,
                "{\"known\":9000,\"next\":\"pump-7\",\"devices\":[" + PUMP + "]}");

        assertThat(service.run("devices", "--search", "pump 7", "--after", "a/b", "--limit", "5000")).isZero();
        assertThat(service.out())
                .containsPattern("pump-7 +answered +normal +0.25 +pump-anomaly 4 +30/30 +1,234 +2 +.* ago")
                .contains("more: --after pump-7");
    }

    @Test
    void oneDeviceIsDescribedWithItsLastError() {
        service.say("GET /bactrian/devices/plant%2Fpump-7", 200, PUMP);

        assertThat(service.run("devices", "plant/pump-7")).isZero();
        assertThat(service.out()).containsPattern("error.message +no JSON").containsPattern("error.at +2026-11-23T")
                .containsPattern("scores +2 values");
    }

    @Test
    void aServiceThatHasNoDevicesIsNamed() {
        assertThat(service.run("devices")).isEqualTo(1);
        assertThat(service.err()).contains("has no /bactrian/devices:", "another version").hasLineCount(1);
    }
}
