package io.bactrian.ops;

import java.net.URI;
import java.util.regex.Pattern;

/** Where edges reach the pool. */
final class DeploymentKeys {
    private static final String KEY = "bactrian.cloud.deployment.url";
    private static final Pattern URL = Pattern.compile("https?://[^/\\s@?#]+(/[^\\s?#]*)?");

    private DeploymentKeys() {
    }

    static void check(ConfigValues values, Configuration configuration, Listens listens) {
        if (configuration.role() != Role.CLOUD) {
            return;
        }
        configuration.cloud().deployment().url().ifPresentOrElse(
                url -> Settings.form(values, KEY, url, URL, "https://HOST:PORT, or http://HOST:PORT, without a user"),
                () -> listens.require(values, KEY, "https://HOST:PORT, as edges reach this service"));
    }

    /** Without a slash at its end. */
    static URI pool(Configuration configuration, int port) {
        String url = configuration.cloud().deployment().url().orElse("http://127.0.0.1:" + port);
        return URI.create(url.replaceAll("/+$", "") + "/bactrian/pool");
    }
}
