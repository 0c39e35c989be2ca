package io.bactrian.ops;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.bactrian.text.Range;
import io.smallrye.config.WithDefault;

/** What the cloud <a href="learning.md#retraining">trains</a>: {@code bactrian.cloud.training.*}. */
interface TrainingConfiguration {
    /** the training file: which models are trained, how, when, and what becomes of them; read again when it changes. Without it nothing is trained */
    Optional<Path> file();

    /** how often triggers are looked at */
    @WithDefault("5s")
    @Range(least = "1s", most = "1h")
    Duration interval();
}
