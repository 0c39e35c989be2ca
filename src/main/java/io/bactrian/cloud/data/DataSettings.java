package io.bactrian.cloud.data;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * How a data set is kept.
 *
 * @param dir       its folder; one process
 * @param maxAge    after how long a day's files go
 * @param maxBytes  what files and index may take on the disk
 * @param minFree   bytes that must stay free on the disk
 * @param maxModels models of which there may be samples
 * @param maxLabels labels of messages and of ranges
 * @param trust     sources of labels whose word goes before that of others, the most trusted first
 */
public record DataSettings(Path dir, Duration maxAge, long maxBytes, long minFree, int maxModels, long maxLabels,
        List<String> trust) {
    public DataSettings {
        trust = List.copyOf(trust);
    }

    /** Sources as they are configured: with commas, the most trusted first. */
    public static List<String> trust(String sources) {
        return Arrays.stream(sources.split(",")).map(String::strip).filter(source -> !source.isEmpty()).toList();
    }

    /** The settings that the configuration has by default. */
    public static DataSettings of(Path dir) {
        return new DataSettings(dir, Duration.ofDays(30), 10L << 30, 256L << 20, 1000, 10_000_000, List.of());
    }
}
