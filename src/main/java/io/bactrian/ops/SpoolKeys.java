package io.bactrian.ops;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.bactrian.flow.RetrySettings;
import io.bactrian.model.Durations;
import io.bactrian.spool.OverflowPolicy;
import io.bactrian.spool.SpoolSettings;
import io.bactrian.spool.SpoolSettings.Capacity;

/** Reads {@code bactrian.spool.*}, {@code bactrian.dead-letters.*} but the topic, and {@code bactrian.retries.*}; null where something is wrong. */
record SpoolKeys(SpoolSettings spool, RetrySettings retries) {
    private static final String POLICY = "block, drop-oldest or drop-newest";
    private static final int MOST_TRIES = 1000;
    private static final long LEAST_DELAY_MILLIS = 100;

    static SpoolKeys read(Keys keys) {
        Path dir = keys.required("bactrian.spool.dir", "a folder that can be written to", Path::of);
        Long bytes = size(keys, "bactrian.spool.max-bytes");
        OverflowPolicy overflowPolicy = keys.required("bactrian.spool.overflow-policy", POLICY, SpoolKeys::policy);
        Long deadLetters = size(keys, "bactrian.dead-letters.max-bytes");
        OverflowPolicy deadLettersFull = keys.required("bactrian.dead-letters.overflow-policy", POLICY, SpoolKeys::policy);
        Long retries = size(keys, "bactrian.retries.max-bytes");
        keys.required("bactrian.retries.delay", "a duration of 100ms or more, such as 5s", SpoolKeys::delay);
        Number tries = keys.required("bactrian.retries.max-tries", "1 to " + MOST_TRIES, Forms.number(MOST_TRIES));
        Duration age = keys.required("bactrian.retries.max-age", Forms.DURATION, Durations::parse);
        return new SpoolKeys(
                keys.together(all -> new SpoolSettings(dir, new Capacity(bytes, overflowPolicy),
                        Map.of("dead-letters", new Capacity(deadLetters, deadLettersFull), "retries",
                                new Capacity(retries, OverflowPolicy.REJECT)))),
                keys.together(all -> new RetrySettings(tries.intValue(), age, retries)));
    }

    private static Long size(Keys keys, String key) {
        Number size = keys.required(key, Forms.SIZE, Forms.size(Long.MAX_VALUE));
        return size == null ? null : size.longValue();
    }

    private static OverflowPolicy policy(String value) {
        OverflowPolicy policy = OverflowPolicy.of(value);
        if (policy == OverflowPolicy.REJECT) {
            throw new IllegalArgumentException("messages cannot be sent back from here");
        }
        return policy;
    }

    private static Duration delay(String value) {
        Duration delay = Durations.parse(value);
        if (delay.toMillis() < LEAST_DELAY_MILLIS) {
            throw new IllegalArgumentException("it is too short");
        }
        return delay;
    }
}
