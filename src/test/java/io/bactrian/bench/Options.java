package io.bactrian.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * How to measure, from the system properties {@code bench.*}; {@code bench.quick} shortens all that is not set.
 *
 * @param contenders  of {@code broker}, {@code node}, {@code go}, {@code python}, {@code before}, {@code bactrian}, in the order to run them
 * @param before      the {@code quarkus-run.jar} of another build, to compare with
 * @param model       folder with model.yaml and model.onnx
 * @param rate        messages a second in the open loop
 * @param outstanding most unanswered messages in the closed loop
 * @param warmUp      messages sent in the closed loop before anything is measured
 * @param seconds     length of each measured stretch
 * @param repeat      rounds, each of all contenders in turn
 * @param jfr         whether to record the application while saturated
 * @param jvm         JVM options of the application, added to the image's
 */
record Options(List<String> contenders, Path before, Path model, int devices, int rate, int outstanding, int warmUp,
        int seconds, int repeat, boolean jfr,
        List<String> jvm) {
    static final String PREFIX = "bench.";

    static Options fromSystemProperties() {
        boolean quick = Boolean.parseBoolean(text("quick", "false"));
        return new Options(words("contenders", "broker,node,go,python,bactrian"),
                Path.of(text("before", "before/quarkus-run.jar")),
                Path.of(text("model", "models/pump-anomaly/1")),
                number("devices", 50),
                number("rate", 1000), number("outstanding", 512), number("warm-up", quick ? 30_000 : 300_000),
                number("seconds", quick ? 5 : 30), number("repeat", 1), Boolean.parseBoolean(text("jfr", "false")),
                words("jvm", ""));
    }

    private static String text(String key, String otherwise) {
        return System.getProperty(PREFIX + key, otherwise);
    }

    private static List<String> words(String key, String otherwise) {
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
