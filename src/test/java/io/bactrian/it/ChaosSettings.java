package io.bactrian.it;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * How the chaos test runs.
 *
 * @param seconds how long, but for the start and the closing of the books
 * @param actions what the hostile device does
 * @param faults which of {@link #FAULTS} happen
 */
record ChaosSettings(int seconds, long seed, Set<HostileAction> actions, List<String> faults) {
    static final String SECONDS = "bactrian.it.chaos-seconds";
    static final String SEED = "bactrian.it.chaos-seed";
    static final String ACTIONS = "bactrian.it.chaos-actions";
    static final String FAULTS_KEY = "bactrian.it.chaos-faults";
    static final List<String> FAULTS = List.of("denial", "limit", "kill", "kafka", "disk");

    /** From the system properties of these names: 45 s, a new seed, everything. */
    static ChaosSettings fromProperties() {
        var faults = System.getProperty(FAULTS_KEY, "all");
        return new ChaosSettings(Integer.getInteger(SECONDS, 45), Long.getLong(SEED, System.nanoTime() % 1_000_000),
                HostileAction.named(System.getProperty(ACTIONS, "all")),
                faults.equals("all") ? FAULTS : Arrays.asList(faults.split(",")));
    }

    ChaosSettings {
        if (seconds < 20 || !FAULTS.containsAll(faults) && !faults.equals(List.of(""))) {
            throw new IllegalArgumentException("-D" + SECONDS + "=" + seconds + " -D" + FAULTS_KEY + "=" + faults
                    + ": expected at least 20 seconds, and all or some of " + FAULTS + ", or nothing for none");
        }
    }

    /** So many seconds of the whole, at least {@code least}. */
    int share(double share, int least) {
        return Math.max(least, (int) (seconds * share));
    }

    boolean with(String fault) {
        return faults.contains(fault);
    }

    @Override
    public String toString() {
        return "-D%s=%d -D%s=%d, actions %s, faults %s".formatted(SECONDS, seconds, SEED, seed,
                actions.stream().map(HostileAction::text).toList(), faults);
    }
}
