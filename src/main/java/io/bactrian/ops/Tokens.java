package io.bactrian.ops;

import io.bactrian.cloud.ArchiveAccess;
import io.bactrian.http.ApiToken;
import io.bactrian.http.DeviceAccess;
import io.bactrian.http.DeviceTokens;
import io.bactrian.http.InferenceAccess;

/**
 * The tokens of all who may ask over HTTP and gRPC. One thread refreshes; any asks.
 *
 * @param control   of operators; {@link ApiToken#NONE} where control is off
 * @param inference {@link ApiToken#NONE} where none is configured
 * @param devices   null where none are configured
 * @param pool      of who may fetch archives; {@link ApiToken#NONE} where none is configured
 */
record Tokens(TokenFile<ApiToken> control, TokenFile<ApiToken> inference, TokenFile<DeviceTokens> devices,
        TokenFile<ApiToken> pool) {
    /** The key that turns control on. */
    static final String CONTROL = "bactrian.api.token";

    /** @throws io.quarkus.runtime.configuration.ConfigurationException naming the key of a file that cannot be used */
    static Tokens of(Settings settings) {
        Configuration keys = settings.configuration();
        return new Tokens(
                TokenFile.of("The token of control", CONTROL, settings.controlTokenFile(), ApiToken::of,
                        keys.api().token().map(secret -> ApiToken.of(secret.text())).orElse(ApiToken.NONE)),
                TokenFile.of("The token of inference", InferenceAccess.KEY, settings.inferenceTokenFile(), ApiToken::of,
                        keys.inference().token().map(secret -> ApiToken.of(secret.text())).orElse(ApiToken.NONE)),
                TokenFile.of("Devices' tokens", DeviceAccess.KEY, keys.devices().tokens().orElse(null), DeviceTokens::parse,
                        null),
                TokenFile.of("The token of the pool", ArchiveAccess.KEY, settings.poolTokenFile(), ApiToken::of,
                        keys.cloud().pool().token().map(secret -> ApiToken.of(secret.text())).orElse(ApiToken.NONE)));
    }

    /** Reads again what has changed. */
    void refresh() {
        control.refresh();
        inference.refresh();
        devices.refresh();
        pool.refresh();
    }
}
