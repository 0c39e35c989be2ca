package io.bactrian.ops;

import java.nio.file.Path;

import io.smallrye.config.WithDefault;

/** Where {@code bactrian.role} is {@code cloud}: {@code bactrian.cloud.*}. */
interface CloudConfiguration {
    /** the folder of all that the cloud keeps; a local disk, one process */
    @WithDefault("cloud")
    Path dir();

    /** What is collected. */
    DataConfiguration data();

    /** What is announced to edges. */
    DeploymentConfiguration deployment();

    /** What is trained. */
    TrainingConfiguration training();
}
