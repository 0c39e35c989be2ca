package io.bactrian.cloud.pool;

import java.util.Set;

/** What is deployed. Any thread; asked while the pool is locked, so it must not wait for whoever asks the pool. */
public interface DeployedVersions {
    DeployedVersions NONE = new DeployedVersions() {
        @Override
        public boolean deployed(String model, int version) {
            return false;
        }

        @Override
        public Set<String> nodes(String model, int version) {
            return Set.of();
        }
    };

    /** Whether it is announced, or some node may go back to it: its archive must stay. */
    boolean deployed(String model, int version);

    /** Names of the nodes that say that they serve it. */
    Set<String> nodes(String model, int version);
}
