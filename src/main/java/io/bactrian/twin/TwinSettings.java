package io.bactrian.twin;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * @param models    names of the models whose answers are reported; null for none
 * @param prefix    of the twins' names: {@code inference-} gives inference-label
 * @param namespace of devices whose names have none
 * @param period    between two reports of a device, at least
 */
public record TwinSettings(Pattern models, String prefix, String namespace, Duration period) {
    public static final TwinSettings OFF = new TwinSettings(null, "inference-", "default", Duration.ofSeconds(10));
}
