package io.bactrian.ops;

import java.net.URI;
import java.util.regex.Pattern;

/** Where edges reach the pool. */
final class DeploymentKeys {
    private static final String KEY = "bactrian.cloud.deployment.url";
    private static final String LOOPBACK = "127.0.0.1";
    private static final Pattern URL = Pattern.compile("https?://[^/\\s@?#]+(/[^\\s?#]*)?");

    private DeploymentKeys() {
    }

    static void check(ConfigValues values, Configuration configuration) {
        if (configuration.role() != Role.CLOUD) {
            return;
        }
        String host = values.text("quarkus.http.host").orElse(LOOPBACK);
        configuration.cloud().deployment().url().ifPresentOrElse(
                url -> Settings.form(values, KEY, url, URL, "https://HOST:PORT, or http://HOST:PORT, without a user"), () -> {
                    if (!host.equals(LOOPBACK) && !host.equals("localhost")) {
                        values.problem(KEY, "", "https://HOST:PORT, as edges reach this service",
                                "quarkus.http.host is " + host);
                    }
                });
    }

    /** Without a slash at its end. */
    static URI pool(Configuration configuration, int port) {
        String url = configuration.cloud().deployment().url().orElse("http://" + LOOPBACK + ":" + port);
        return URI.create(url.replaceAll("/+$", "") + "/bactrian/pool");
    }
}
