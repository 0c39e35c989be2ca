package io.bactrian.bench;

import java.util.List;

/** The options of the measured application's JVM. */
public final class JvmOptions {
    private static final String OF_THE_README = "-Xms32m -Xmx256m -XX:+UseSerialGC";

    private JvmOptions() {
    }

    /** What {@code -Dbench.jvm} says, else those of the README. */
    public static List<String> ofApplication() {
        return Options.words("jvm", OF_THE_README);
    }
}
