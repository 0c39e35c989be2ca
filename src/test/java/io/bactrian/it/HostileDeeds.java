package io.bactrian.it;

import static io.bactrian.it.HostileDevice.DENIED;
import static io.bactrian.it.HostileDevice.OWN;
import static io.bactrian.it.HostileDevice.TELEMETRY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.function.IntFunction;

import io.bactrian.kit.RawPublish;

/** How the hostile device does each {@link HostileAction}. */
final class HostileDeeds {
    private static final int BURST = 1_000;
    private static final int FLOOD = 2_000;
    private static final int[] CORRELATION_BYTES = {1_900, 16_150, 60_000};

    private HostileDeeds() {
    }

    static void plain(HostileDevice hostile) throws IOException {
        hostile.send(asking(4));
    }

    static void deepResponseTopic(HostileDevice hostile) throws IOException {
        hostile.send(asking(4).responseTopic(OWN + "deep" + "/x".repeat(250)));
    }

    static void deniedResponseTopic(HostileDevice hostile) throws IOException {
        hostile.send(asking(4).responseTopic(DENIED + hostile.below(3)));
    }

    static void foreignResponseTopic(HostileDevice hostile) throws IOException {
        hostile.send(asking(4).responseTopic("devices/good-0/inference"));
    }

    static void longResponseTopic(HostileDevice hostile) throws IOException {
        hostile.send(asking(4).responseTopic(OWN + "x".repeat(60_000)));
    }

    static void emptyOutput(HostileDevice hostile) throws IOException {
        hostile.send(asking(0));
    }

    static void failingModel(HostileDevice hostile) throws IOException {
        hostile.send(asking(-5));
    }

    static void largeAnswer(HostileDevice hostile) throws IOException {
        hostile.send(asking(hostile.below(2) == 0 ? 2_500 : ElasticModel.MOST));
    }

    static void largeCorrelation(HostileDevice hostile) throws IOException {
        hostile.send(asking(50).correlationData(CORRELATION_BYTES[hostile.below(CORRELATION_BYTES.length)]));
    }

    static void burst(HostileDevice hostile) throws IOException {
        var bytes = CORRELATION_BYTES[hostile.below(2)];
        burst(hostile, i -> asking(50).correlationData(bytes));
    }

    static void burstOfDenied(HostileDevice hostile) throws IOException {
        burst(hostile, i -> asking(4).responseTopic(DENIED + i));
    }

    static void burstOfEmpty(HostileDevice hostile) throws IOException {
        burst(hostile, i -> asking(0));
    }

    private static void burst(HostileDevice hostile, IntFunction<RawPublish> message) throws IOException {
        for (var i = 0; i < BURST; i++) {
            hostile.send(message.apply(i));
        }
    }

    static void largePayload(HostileDevice hostile) throws IOException {
        hostile.send(asking(4).filledUp(300_000));
    }

    static void hugePayload(HostileDevice hostile) throws IOException {
        hostile.send(asking(4).filledUp(20_000_000));
    }

    static void giantPayload(HostileDevice hostile) throws IOException {
        hostile.sendGiant(asking(4).filledUp(200_000_000));
    }

    static void garbage(HostileDevice hostile) throws IOException {
        hostile.send(garbage(hostile, 1 + hostile.below(2_000)));
    }

    static void notUtf8(HostileDevice hostile) throws IOException {
        hostile.send(text("{\"id\":\"%s\",\"features\":[1,0,0,0],\"x\":\"\u00ff\u00c0\u0080\"}", ISO_8859_1));
    }

    static void loneSurrogate(HostileDevice hostile) throws IOException {
        hostile.send(text("{\"id\":\"%s\",\"features\":[1,0,0,0],\"x\":\"\\ud83d\"}", UTF_8));
    }

    static void deepJson(HostileDevice hostile) throws IOException {
        hostile.send(text("{\"id\":\"%s\",\"features\":" + "[".repeat(50_000) + "]".repeat(50_000) + "}", UTF_8));
    }

    static void hugeNumbers(HostileDevice hostile) throws IOException {
        hostile.send(text("{\"id\":\"%s\",\"ts\":" + "9".repeat(5_000) + ",\"features\":[1e999999999,-1e400,"
                + "1".repeat(100_000) + ",0." + "0".repeat(5_000) + "1]}", UTF_8));
    }

    /** Properties and topics of which the broker lets some through and ends the connection at others. */
    static void oddProperties(HostileDevice hostile) throws IOException {
        var bad = new byte[]{'x', (byte) 0xff, (byte) 0xc0};
        switch (hostile.below(11)) {
            case 0 -> hostile.send(asking(4).topicAlias(0));
            case 1 -> hostile.send(asking(4).topicAlias(0xffff));
            case 2 -> {
                hostile.send(asking(4).topicAlias(1));
                hostile.send(asking(4).topicAlias(1).on(new byte[0]));
            }
            case 3 -> hostile.send(asking(4).topicAlias(7).on(new byte[0]));
            case 4 -> hostile.send(asking(4).payloadFormat(1 + hostile.below(200)));
            case 5 -> hostile.send(garbage(hostile, 100).payloadFormat(1));
            case 6 -> hostile.send(asking(4).contentType(bad));
            case 7 -> hostile
                    .send(asking(4).userProperty("k".repeat(60_000).getBytes(UTF_8), "\uffff\u0001".getBytes(UTF_8)));
            case 8 -> hostile.send(asking(4).responseTopic(OWN + "+/#"));
            case 9 -> hostile.send(asking(4).responseTopic(OWN + "odd/\u0001\ufffe$'\"{}%"));
            default -> hostile.send(asking(4).on(RawPublish.joined(OWN.getBytes(UTF_8), bad)));
        }
    }

    static void expiring(HostileDevice hostile) throws IOException {
        hostile.sendUnowed(asking(4).expirySeconds(1));
    }

    static void qos0Flood(HostileDevice hostile) throws IOException {
        for (var i = 0; i < FLOOD; i++) {
            hostile.sendUnowed(RawPublish.of(TELEMETRY, 0, asking(1 + hostile.below(3)).head()));
        }
    }

    static void retained(HostileDevice hostile) throws IOException {
        hostile.send(asking(1 + hostile.below(2)).retained());
    }

    /** A question to the elastic model; {@code %s} is its name. */
    private static RawPublish asking(int outputs) {
        return text("{\"id\":\"%s\",\"features\":[" + outputs + ",0,0,0]}", UTF_8);
    }

    private static RawPublish text(String payload, Charset charset) {
        return RawPublish.of(TELEMETRY, 1, payload.getBytes(charset));
    }

    private static RawPublish garbage(HostileDevice hostile, int bytes) {
        return RawPublish.of(TELEMETRY, 1, RawPublish.joined("%s ".getBytes(UTF_8), hostile.random(bytes)));
    }
}
