package io.bactrian.bench;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * What the devices say, written once: {@code {"id":"0000000042","ts":1795431600123,"values":{…}}}, {@value #VARIANTS} messages a device
 * where they are together less than 16 MB, the id and the time put in as they are sent. The same for every contender.
 */
final class Fleet {
    static final int ID_AT = 7;
    static final int ID_DIGITS = 10;
    static final int TIME_AT = ID_AT + ID_DIGITS + 7;
    static final int TIME_DIGITS = 13;
    private static final int VARIANTS = 20;
    private static final int MOST_BYTES = 16 << 20;
    private final byte[][] topics;
    private final byte[][] payloads;

    /** @param least bytes of a message */
    Fleet(int devices, List<String> channels, int least) {
        var random = new Random(1);
        topics = new byte[devices][];
        int most = MOST_BYTES / Math.max(least, payload(channels, least, random).length());
        payloads = new byte[Math.min(devices * VARIANTS, most)][];
        for (int device = 0; device < devices; device++) {
            topics[device] = ("devices/" + device(device) + "/telemetry").getBytes(StandardCharsets.US_ASCII);
        }
        for (int i = 0; i < payloads.length; i++) {
            payloads[i] = payload(channels, least, random).getBytes(StandardCharsets.UTF_8);
        }
    }

    static String device(int number) {
        return "pump-%02d".formatted(number);
    }

    private static String payload(List<String> channels, int least, Random random) {
        var text = new StringBuilder("{\"id\":\"").append("0".repeat(ID_DIGITS)).append("\",\"ts\":")
                .append("0".repeat(TIME_DIGITS))
                .append(",\"values\":{");
        for (int i = 0; i < channels.size(); i++) {
            double value = Math.round((i + 1) * (10 + random.nextGaussian()) * 1e4) / 1e5;
            text.append(i == 0 ? "\"" : ",\"").append(channels.get(i)).append("\":").append(value);
        }
        text.append('}');
        int missing = least - text.length() - ",\"note\":\"\"}".length();
        if (missing > 0) {
            text.append(",\"note\":\"").append("x".repeat(missing)).append('"');
        }
        return text.append('}').toString();
    }

    byte[] topic(long sequence) {
        return topics[(int) (sequence % topics.length)];
    }

    byte[] payload(long sequence) {
        return payloads[(int) (sequence % payloads.length)];
    }
}
