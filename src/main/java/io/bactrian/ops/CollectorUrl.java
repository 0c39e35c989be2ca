package io.bactrian.ops;

import java.net.URI;
import java.util.regex.Pattern;

/** Where something is sent by OTLP over HTTP. */
final class CollectorUrl {
    private static final Pattern FORM = Pattern
            .compile("https?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:]+])(:[0-9]{1,5})?/[\\w./~?&=:-]*");
    private static final int MOST_PORT = 65535;

    private CollectorUrl() {
    }

    /** @param signal what is sent there, as OTLP's paths name it */
    static void check(ConfigValues values, String key, String url, String signal) {
        values.checked(key, url, "http://HOST:PORT/v1/" + signal + ", or https://, without a user", text -> {
            if (!FORM.matcher(text).matches() || URI.create(text).getHost() == null || URI.create(text).getPort() > MOST_PORT) {
                throw new IllegalArgumentException("it does not have that form");
            }
            return text;
        });
    }
}
