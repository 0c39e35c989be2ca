package io.bactrian.ops;

import io.bactrian.cloud.ArchiveAccess;
import io.bactrian.cloud.pool.SigningKey;
import io.bactrian.http.ApiToken;

/** What is to hold among the keys of the pool. */
final class PoolKeys {
    static final String SIGNING_KEY = "bactrian.cloud.pool.signing-key";

    private PoolKeys() {
    }

    static void check(ConfigValues values, Configuration configuration) {
        PoolConfiguration pool = configuration.cloud().pool();
        pool.token().ifPresent(secret -> values.checkedSecret(ArchiveAccess.KEY, secret.text(), "a secret", ApiToken::of));
        pool.signingKey().ifPresent(
                secret -> values.checkedSecret(SIGNING_KEY, secret.text(), "a key that signs", SigningKey::of));
    }
}
