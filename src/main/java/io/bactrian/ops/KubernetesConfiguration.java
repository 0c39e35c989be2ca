package io.bactrian.ops;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.bactrian.text.Range;
import io.smallrye.config.WithDefault;

/** {@code bactrian.kubernetes.*}. */
interface KubernetesConfiguration {
    /** the API: {@code http://127.0.0.1:10550} for KubeEdge's MetaServer. Without it, as a pod of the cluster, else by {@code KUBECONFIG} */
    Optional<String> url();

    /** this node's name in the cluster, as {@code spec.nodeName} of a Device has it: its devices are answered, and it is so called wherever it is named; required with the source {@code kubernetes} */
    Optional<String> node();

    /** the namespace of the devices. Without it, all */
    Optional<String> namespace();

    /** the time between two polls, and up to a fifth more; 1s or more */
    @WithDefault("15s")
    @Range(least = "1s")
    Duration interval();

    /** how long one answer may take. Without the cloud, MetaServer's first takes 10 s */
    @WithDefault("30s")
    @Range(least = "11s")
    Duration timeout();

    /** the folder of the last known devices, for a start without cluster and API. Keep it where the spool is */
    @WithDefault("kubernetes")
    Path dir();
}
