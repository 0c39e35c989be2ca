package io.bactrian.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Everything a device can do wrong, each with the error code it gets. */
final class BadInputs {
    /**
     * @param device the device's name, whatever is wrong with it
     * @param id     the id in the message, null where none can be read
     */
    record Bad(String what, String device, String id, byte[] payload, String code) {
        String topic() {
            return "devices/" + device + "/telemetry";
        }

        @Override
        public String toString() {
            return what + " of " + device;
        }
    }

    private static final String GOOD = "\"Accelerometer1RMS\":0.21,\"Accelerometer2RMS\":0.27,\"Current\":2.4,\"Pressure\":0.1,"
            + "\"Temperature\":89.4,\"Thermocouple\":28.4,\"Voltage\":228.6";
    private static final String FLOW = ",\"Volume Flow RateRMS\":125.0";
    private static final long YEAR_MILLIS = 365L * 24 * 3_600_000;

    private BadInputs() {
    }

    /** One of each, from devices of their own. {@code round} keeps names and ids apart. */
    static List<Bad> all(int round) {
        return List.of(raw(round, "not-json", "this is not JSON " + round, "not-json"),
                raw(round, "half-json", "{\"id\":\"half-" + round + "\",\"values\":{\"Press", "not-json"),
                bytes(round, "overlong", "{\"meta\":\"@" + round + "\"," + values(GOOD + FLOW) + "}", (byte) 0xc0, (byte) 0x80),
                bytes(round, "surrogate", "{\"meta\":\"@" + round + "\"," + values(GOOD + FLOW) + "}", (byte) 0xed, (byte) 0xa0,
                        (byte) 0xbd),
                raw(round, "half-a-pair", "{\"id\":\"" + round + "\\ud800\"," + values(GOOD + FLOW) + "}", "not-json"),
                raw(round, "deep", "{\"meta\":" + "[".repeat(9000 + round), "not-json"),
                raw(round, "long-number", "{\"features\":[" + "9".repeat(90_000 + round) + "]}", "not-json"),
                named(round, "twice", "\"ts\":1,\"ts\":2," + values(GOOD + FLOW), "wrong-type"),
                raw(round, "array", "[1,2,3," + round + "]", "wrong-type"),
                json(round, "text", GOOD + ",\"Volume Flow RateRMS\":\"fast\"", "wrong-type"),
                json(round, "missing", GOOD, "missing-channel"),
                json(round, "extra", GOOD + FLOW + ",\"Colour\":1", "unknown-channel"),
                json(round, "nan", GOOD + ",\"Volume Flow RateRMS\":NaN", "not-finite"),
                json(round, "infinite", GOOD + ",\"Volume Flow RateRMS\":1e999", "not-finite"),
                named(round, "count", "\"features\":[1,2,3]", "wrong-count"), garbage(round), raw(round, "empty", "", "empty"),
                named("stranger-" + round, "unknown device", round, values(GOOD + FLOW), "unknown-device"),
                named("lost-" + round, "unknown model", round, values(GOOD + FLOW), "unknown-model"),
                named("odd näme $;'\"{}%-" + round, "topic with odd characters", round, values(GOOD + FLOW), "bad-device-name"),
                named(round, "late", "\"ts\":" + (System.currentTimeMillis() - YEAR_MILLIS) + "," + values(GOOD + FLOW),
                        "clock-off"),
                named(round, "early", "\"ts\":" + (System.currentTimeMillis() + YEAR_MILLIS) + "," + values(GOOD + FLOW),
                        "clock-off"),
                named(round, "seconds", "\"ts\":" + System.currentTimeMillis() / 1000 + "," + values(GOOD + FLOW),
                        "clock-off"));
    }

    private static String values(String channels) {
        return "\"values\":{" + channels + "}";
    }

    private static Bad raw(int round, String what, String payload, String code) {
        return new Bad(what, "bad-" + what + "-" + round, null, payload.getBytes(UTF_8), code);
    }

    /** With these bytes in the place of the {@code @}. */
    private static Bad bytes(int round, String what, String payload, byte... bytes) {
        String latin = payload.replace("@", new String(bytes, ISO_8859_1));
        return new Bad(what, "bad-" + what + "-" + round, null, latin.getBytes(ISO_8859_1), "not-json");
    }

    private static Bad json(int round, String what, String channels, String code) {
        return named(round, what, values(channels), code);
    }

    private static Bad named(int round, String what, String rest, String code) {
        return named("bad-" + what + "-" + round, what, round, rest, code);
    }

    private static Bad named(String device, String what, int round, String rest, String code) {
        var id = what.replace(' ', '-') + "-" + round;
        return new Bad(what, device, id, ("{\"id\":\"" + id + "\"," + rest + "}").getBytes(UTF_8), code);
    }

    private static Bad garbage(int round) {
        var bytes = new byte[1 << 20];
        new Random(round).nextBytes(bytes);
        return new Bad("garbage", "bad-garbage-" + round, null, bytes, "too-large");
    }

    /** Whether a dead letter holds what was sent, in full or, where it was cut, from its beginning. */
    static boolean holds(Bad bad, byte[] value, String cutFrom) {
        if (cutFrom == null) {
            return Arrays.equals(bad.payload, value);
        }
        return Integer.parseInt(cutFrom) == bad.payload.length && Arrays.equals(Arrays.copyOf(bad.payload, value.length), value)
                && value.length >= 64 << 10;
    }
}
