package io.bactrian.ops;

import java.util.Optional;

import io.bactrian.model.SamplePolicy;
import io.bactrian.model.Sampling;
import io.bactrian.text.Range;
import io.smallrye.config.WithDefault;

/** Which messages become samples; a model's manifest may set other values than these, but for the topic. */
interface SamplesConfiguration {
    /** Kafka topic of the samples */
    @WithDefault("bactrian.samples")
    String topic();

    /** <a href="learning.md#which-messages-are-kept">which messages are kept</a>: {@code every}, {@code none}, or some of {@code entropy}, {@code margin}, {@code threshold}, {@code disagreement}, {@code channels}, {@code drift}, {@code random}, with commas; a model's manifest may set other values, here and in the next six */
    @WithDefault("every")
    SamplePolicy policy();

    /** {@code entropy}: kept where 1 + Σ p·ln p / ln n is below this; 0 is all probabilities equal, 1 is certain */
    @WithDefault("0.5")
    @Range(least = "0.0", most = "1.0")
    double entropy();

    /** {@code margin}: kept where the largest probability is less than this above the second */
    @WithDefault("0.2")
    @Range(least = "0.0", most = "1.0")
    double margin();

    /** {@code threshold}: kept where the score is less than this share of the threshold away from it */
    @WithDefault("0.1")
    @Range(least = "0.0", most = "1000000")
    double distance();

    /** {@code random}: the share of the messages that is kept by chance */
    @WithDefault("0.01")
    @Range(least = "0.0", most = "1.0")
    double random();

    /** {@code drift}: the share that is kept by chance while the messages of the device's group drift */
    @WithDefault("0.2")
    @Range(least = "0.0", most = "1.0")
    double drift();

    /** How many are kept at most. */
    Quotas quotas();

    interface Quotas {
        /** Of one device. */
        Device device();

        /** With one label. */
        Label label();
    }

    interface Device {
        /** samples of one device in a minute, at most; none for no limit, here and in the next five */
        @Range(least = "1", most = "1000000000")
        Optional<Integer> minute();

        /** the same in an hour */
        @Range(least = "1", most = "1000000000")
        Optional<Integer> hour();

        /** the same in a day of UTC */
        @Range(least = "1", most = "1000000000")
        Optional<Integer> day();
    }

    interface Label {
        /** samples with one label of a model in a minute, at most */
        @Range(least = "1", most = "1000000000")
        Optional<Integer> minute();

        /** the same in an hour */
        @Range(least = "1", most = "1000000000")
        Optional<Integer> hour();

        /** the same in a day of UTC */
        @Range(least = "1", most = "1000000000")
        Optional<Integer> day();
    }

    /** As the selection takes it. */
    static Sampling sampling(SamplesConfiguration samples) {
        Device device = samples.quotas().device();
        Label label = samples.quotas().label();
        return new Sampling(samples.policy(), samples.entropy(), samples.margin(), null, samples.distance(), samples.random(),
                samples.drift(),
                new Sampling.Quota(device.minute().orElse(null), device.hour().orElse(null), device.day().orElse(null)),
                new Sampling.Quota(label.minute().orElse(null), label.hour().orElse(null), label.day().orElse(null)));
    }
}
