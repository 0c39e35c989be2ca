package io.bactrian.delivery.remote;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.bactrian.text.Excerpt;

/**
 * A manifest in a registry, {@code oci://HOST[:PORT]/REPOSITORY[:TAG][@sha256:DIGEST]}.
 *
 * @param scheme of the registry's URLs
 * @param host   with its port where it has one
 * @param tag    null where there is none
 * @param sha256 of the manifest; null where the tag decides
 */
record OciReference(String scheme, String host, String repository, String tag, String sha256) implements Reference {
    /** Host, repository and tag as the distribution specification has them. */
    private static final Pattern FORM = Pattern
            .compile("oci(\\+http)?://([A-Za-z0-9.-]+(?::[0-9]{1,5})?|\\[[0-9A-Fa-f:]+](?::[0-9]{1,5})?)"
                    + "/([a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*)"
                    + "(?::([A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(?:@sha256:([0-9a-f]{64}))?");

    static OciReference of(String url) {
        Matcher parts = FORM.matcher(url);
        if (url.length() > 1000 || !parts.matches() || parts.group(4) == null && parts.group(5) == null) {
            throw new IllegalArgumentException("url is " + Excerpt.quoted(url) + "; expected oci://HOST/REPOSITORY:TAG, "
                    + "oci://HOST/REPOSITORY@sha256:DIGEST, or oci+http:// for a registry without TLS");
        }
        return new OciReference(parts.group(1) == null ? "https" : "http", parts.group(2), parts.group(3), parts.group(4),
                parts.group(5));
    }

    @Override
    public String text() {
        return (scheme.equals("http") ? "oci+http://" : "oci://") + host + "/" + repository + (tag == null ? "" : ":" + tag)
                + (sha256 == null ? "" : "@sha256:" + sha256);
    }

    @Override
    public boolean fixed() {
        return sha256 != null;
    }

    @Override
    public Digested digested() {
        return Digested.MANIFEST;
    }

    @Override
    public int version() {
        return 0;
    }

    @Override
    public OciReference held(String digest) {
        if (digest == null || digest.equals(sha256)) {
            return this;
        }
        if (sha256 != null) {
            throw new IllegalArgumentException("sha256 is '" + digest + "', but url has @sha256:" + sha256
                    + "; expected that of the manifest in one of the two");
        }
        return new OciReference(scheme, host, repository, tag, digest);
    }

    @Override
    public String expected() {
        return "push model.onnx, model.yaml and what else the version has as files, or one zip or tar file of them";
    }

    URI base() {
        return URI.create(scheme + "://" + host + "/v2/" + repository + "/");
    }

    URI manifest() {
        return URI.create(base() + "manifests/" + (sha256 == null ? tag : "sha256:" + sha256));
    }

    URI blob(String digest) {
        return URI.create(base() + "blobs/" + digest);
    }
}
