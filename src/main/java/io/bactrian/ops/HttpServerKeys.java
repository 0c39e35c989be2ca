package io.bactrian.ops;

import jakarta.inject.Singleton;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;

/** What Quarkus decides as it builds, and is decided here as it starts: whether clients must show a certificate. */
@Singleton
final class HttpServerKeys implements HttpServerOptionsCustomizer {
    private final Settings settings;

    HttpServerKeys(Settings settings) {
        this.settings = settings;
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        options.setClientAuth(switch (settings.configuration().http().clientCertificates()) {
            case NONE -> ClientAuth.NONE;
            case REQUEST -> ClientAuth.REQUEST;
            case REQUIRED -> ClientAuth.REQUIRED;
        });
    }
}
