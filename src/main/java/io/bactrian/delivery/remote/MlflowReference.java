package io.bactrian.delivery.remote;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.bactrian.text.Excerpt;

/**
 * A version of a registered model, {@code mlflow://HOST[:PORT]/models/NAME/VERSION} or {@code …/NAME@ALIAS}.
 *
 * @param scheme of the server's URLs
 * @param host   with its port where it has one
 * @param name   of the registered model, as it is
 * @param alias  null where the version is named
 */
record MlflowReference(String scheme, String host, String name, String alias, int version) implements Reference {
    private static final Pattern FORM = Pattern
            .compile("mlflow(\\+http)?://([A-Za-z0-9.-]+(?::[0-9]{1,5})?|\\[[0-9A-Fa-f:]+](?::[0-9]{1,5})?)"
                    + "/models/([^/@?#\\s]{1,400})(?:/([1-9][0-9]{0,8})|@([A-Za-z0-9_-]{1,255}))");

    static MlflowReference of(String url) {
        Matcher parts = FORM.matcher(url);
        if (url.length() > 1000 || !parts.matches()) {
            throw new IllegalArgumentException(
                    "url is " + Excerpt.quoted(url) + "; expected mlflow://HOST/models/NAME/VERSION, "
                            + "mlflow://HOST/models/NAME@ALIAS, or mlflow+http:// for a server without TLS");
        }
        String name = URLDecoder.decode(parts.group(3).replace("+", "%2B"), StandardCharsets.UTF_8);
        return new MlflowReference(parts.group(1) == null ? "https" : "http", parts.group(2), name, parts.group(5),
                parts.group(4) == null ? 0 : Integer.parseInt(parts.group(4)));
    }

    MlflowReference at(int number) {
        return new MlflowReference(scheme, host, name, null, number);
    }

    @Override
    public String text() {
        return (scheme.equals("http") ? "mlflow+http://" : "mlflow://") + host + "/models/" + Percent.encoded(name)
                + (alias == null ? "/" + version : "@" + alias);
    }

    @Override
    public boolean fixed() {
        return alias == null;
    }

    @Override
    public Digested digested() {
        return Digested.MODEL;
    }

    @Override
    public String expected() {
        return "log model.yaml, and golden.json where there is one, beside MLflow's model.onnx";
    }

    URI server(String path) {
        return URI.create(scheme + "://" + host + "/api/2.0/" + path);
    }
}
