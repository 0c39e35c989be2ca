package io.bactrian.kube;

import java.nio.file.Path;
import java.time.Duration;

/**
 * @param node      whose devices are read
 * @param namespace whose objects are read; null for all
 * @param dir       the folder of the last known devices
 * @param standard  the model of devices for which the cluster names none; null for none
 * @param interval  the time between two polls, at least
 * @param patience  for one answer of the API
 */
public record KubernetesSettings(String node, String namespace, Path dir, String standard, Duration interval,
        Duration patience) {
}
