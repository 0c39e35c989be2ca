package io.bactrian.delivery.remote;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** The credentials of one host, with each request to it and with no other. */
record HostAccess(CredentialFile credentials, Origin origin) implements Access {
    @Override
    public Map<String, String> headers(URI url) throws IOException {
        if (!origin.equals(Origin.of(url))) {
            return Map.of();
        }
        Credential credential = credentials.of(origin).credential();
        return credential == null || credential instanceof Credential.Keys
                ? Map.of()
                : Map.of("Authorization", credential.authorization());
    }
}
