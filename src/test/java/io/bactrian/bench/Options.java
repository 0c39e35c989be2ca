package io.bactrian.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * How to measure, from the system properties {@code bench.*}; {@code bench.quick} shortens all that is not set.
 *
 * @param contenders  of {@code broker}, {@code node}, {@code go}, {@code python}, {@code before}, {@code bactrian},
 *                    {@code watched}, in the order to run them
 * @param before      the {@code quarkus-run.jar} of another build, to compare with
 * @param model       folder with model.yaml and model.onnx
 * @param payload     least bytes of a message: shorter ones get a member that nobody reads
 * @param rate        messages a second in the open loop
 * @param outstanding most unanswered messages in the closed loop
 * @param warmUp      messages sent in the closed loop before anything is measured
 * @param seconds     length of each measured stretch
 * @param repeat      rounds, each of all contenders in turn
 * @param jfr         whether to record the application while saturated
 * @param jvm         options of the application's JVM; by default those of the README
 */
record Options(List<String> contenders, Path before, Path model, int devices, int payload, int rate, int outstanding,
        int warmUp,
        int seconds, int repeat, boolean jfr,
        List<String> jvm) {
    static final String PREFIX = "bench.";

    static Options fromSystemProperties() {
        boolean quick = Boolean.parseBoolean(text("quick", "false"));
        return new Options(words("contenders", "broker,node,go,python,bactrian"),
                Path.of(text("before", "before/quarkus-run.jar")),
                Path.of(text("model", "models/pump-anomaly/1")),
                number("devices", 50), number("payload", 1),
                number("rate", 1000), number("outstanding", 512), number("warm-up", quick ? 30_000 : 300_000),
                number("seconds", quick ? 5 : 30), number("repeat", 1), Boolean.parseBoolean(text("jfr", "false")),
                JvmOptions.ofApplication());
    }

    /** These, for another load: of long messages so many fewer as {@code bytes} a second allow. */
    Options at(ScalePoint point, int bytes) {
        int most = Math.max(1, bytes / point.payload());
        return new Options(contenders, before, model, point.devices(), point.payload(), Math.min(rate, most), outstanding,
                Math.min(warmUp, 50 * most), seconds, repeat, jfr, jvm);
    }

    private static String text(String key, String otherwise) {
        return System.getProperty(PREFIX + key, otherwise);
    }

    static List<String> words(String key, String otherwise) {
        return Arrays.stream(text(key, otherwise).split("[, ]+")).filter(word -> !word.isEmpty()).toList();
    }

    private static int number(String key, int otherwise) {
        var text = text(key, Integer.toString(otherwise));
        try {
            int number = Integer.parseInt(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("-D" + PREFIX + key + "=" + text + ": expected a whole number", e);
        }
        throw new IllegalArgumentException("-D" + PREFIX + key + "=" + text + ": expected a number above 0");
    }
}
