package io.bactrian.cloud.deploy;

import java.net.URI;
import java.time.Duration;

import io.bactrian.cloud.pool.PoolVersion;

/**
 * How versions are deployed.
 *
 * @param pool        where nodes reach the pool: {@code POOL/MODEL/VERSION/archive}
 * @param maxFailures nodes that may refuse a version or roll it back before its deployment stops
 * @param repeat      how often all is announced again
 */
public record DeploymentSettings(URI pool, int maxFailures, Duration repeat) {
    /** Where nodes fetch a version's archive. */
    URI archive(PoolVersion version) {
        return URI.create(pool + "/" + version.model() + "/" + version.version() + "/archive");
    }
}
