package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;

import io.bactrian.rollout.RolloutConfiguration;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

/** Configurations as they are read from keys; what is not given has its default. */
public final class Configured {
    private Configured() {
    }

    /** Key and value in turn, keys without {@code bactrian.rollout.} */
    public static RolloutConfiguration rollout(String... keysAndValues) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            given.put("bactrian.rollout." + keysAndValues[i], keysAndValues[i + 1]);
        }
        ConfigValues values = new ConfigValues(
                new SmallRyeConfigBuilder().withSources(new PropertiesConfigSource(given, "test", 100)).build());
        RolloutConfiguration rollout = ConfigurationReader.read(values).rollout();
        assertThat(values.problems()).isEmpty();
        return rollout;
    }
}
