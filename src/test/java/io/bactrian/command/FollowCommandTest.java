package io.bactrian.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FollowCommandTest {
    private static final String SUMMARY = "{\"trail\":\"%s\",\"device\":\"pump-7\",\"id\":\"%s\",\"state\":\"answered\",\"open\":%s}";
    private static final String TRAIL = """
                                        {"trail":"b-2","device":"pump-7","id":"m-1","received":"2026-11-26T12:00:00Z","state":"answered","open":%s,"steps":[
                                          {"step":"decoded","micros":312,"thread":"mqtt-1-1","details":{"format":"json"}},
                                          {"step":"kafka","micros":12345,"thread":"kafka","details":{"topic":"samples","partition":3,"offset":99}}]}""";

    private final AtomicInteger lists = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();
    private final StubService service = new StubService();

    FollowCommandTest() throws IOException {
        service.withToken().say("POST /bactrian/follow", 200, "{}");
        service.say("GET /bactrian/follow?limit=200", () -> list(lists.incrementAndGet() > 2));
        service.say("GET /bactrian/follow/b-2",
                () -> new StubService.Answer(200, TRAIL.formatted(looks.incrementAndGet() < 2)));
    }

    private static StubService.Answer list(boolean come) {
        return new StubService.Answer(200, "{\"trails\":[" + (come ? SUMMARY.formatted("b-2", "m-1", true) + "," : "")
                + SUMMARY.formatted("a-1", "m-0", false) + "]}");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void aDevicesNextMessageIsFollowedToItsEndAndNotOneBeforeIt() {
        assertThat(service.run("follow", "pump-7")).isZero();

        assertThat(service.asked()).contains("POST /bactrian/follow {\"device\":\"pump-7\",\"messages\":1,\"seconds\":60}");
        assertThat(service.out()).contains("message m-1 of pump-7, received 2026-11-26T12:00:00Z: answered")
                .containsPattern("0.3 ms +decoded +mqtt-1-1").containsPattern("12.3 ms +kafka +kafka .*\"offset\":99")
                .doesNotContain("m-0", "not at its end");
    }

    @Test
    void aMessageWithAnIdIsFoundAlsoWhenItHasCome() {
        lists.set(2);

        assertThat(service.run("follow", "--id", "m-1", "--json")).isZero();
        assertThat(service.asked()).contains("POST /bactrian/follow {\"id\":\"m-1\",\"messages\":1,\"seconds\":60}");
        assertThat(service.out()).contains("\"offset\" : 99");
    }

    @Test
    void aDeviceThatSendsNothingInTimeIsCodeOne() {
        assertThat(service.run("follow", "fan-1", "--seconds", "0")).isEqualTo(1);
        assertThat(service.err()).contains("0 of 1 messages came").hasLineCount(1);
    }

    @Test
    void oneOfDeviceAndIdIsExpected() {
        assertThat(service.run("follow")).isEqualTo(2);
        assertThat(service.run("follow", "pump-7", "--id", "m-1")).isEqualTo(2);
        assertThat(service.asked()).isEmpty();
    }
}
