package io.bactrian.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.kafka.common.utils.AppInfoParser;

/** What the numbers were measured on. */
public final class Machine {
    private Machine() {
    }

    public static String describe() {
        return "%d cores (%s), %s %s, JDK %s, Node.js %s, %s, Kafka %s".formatted(Runtime.getRuntime().availableProcessors(),
                processor(),
                System.getProperty("os.name"), System.getProperty("os.version"), System.getProperty("java.vm.version"),
                Programs.firstLine("node", "--version").orElse("missing"),
                Programs.firstLine("mosquitto", "-h").orElse("mosquitto missing"),
                AppInfoParser.getVersion());
    }

    private static String processor() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name")).findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 2))
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
