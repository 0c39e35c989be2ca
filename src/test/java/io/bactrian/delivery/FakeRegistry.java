package io.bactrian.delivery;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * A registry's pages as Debian's docker-registry (2.8.2) serves what oras (1.3.6) pushes: blobs with an ETag and ranges, manifests by
 * tag and by digest, and {@code …layer.v1.tar} as the type of files that were given none.
 */
final class FakeRegistry {
    static final String FILE = "application/vnd.oci.image.layer.v1.tar";
    static final String TITLE = "org.opencontainers.image.title";
    private final ArchiveServer server;
    private final String base;

    FakeRegistry(ArchiveServer server, String repository) {
        this.server = server;
        this.base = "v2/" + repository + "/";
    }

    /** A layer as a manifest has it; its blob is served. */
    String layer(String type, byte[] content, Map<String, String> annotations) {
        String digest = blob(content);
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + digest + "\",\"size\":" + content.length + ",\"annotations\":"
                + json(annotations) + "}";
    }

    String file(String name, byte[] content) {
        return layer(FILE, content, Map.of(TITLE, name));
    }

    String blob(byte[] content) {
        String digest = "sha256:" + Archives.sha256(content);
        server.put(base + "blobs/" + digest, content);
        return digest;
    }

    ArchiveServer.Page blobPage(byte[] content) {
        return server.put(base + "blobs/sha256:" + Archives.sha256(content), content);
    }

    /** The manifest's digest in hexadecimal digits. */
    String push(String tag, String config, Map<String, String> annotations, String... layers) {
        byte[] manifest = ("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":"
                + config
                + ",\"layers\":[" + String.join(",", layers) + "],\"annotations\":" + json(annotations) + "}")
                .getBytes(StandardCharsets.UTF_8);
        server.put(base + "manifests/" + tag, manifest);
        server.put(base + "manifests/sha256:" + Archives.sha256(manifest), manifest);
        return Archives.sha256(manifest);
    }

    /** A version of two files. */
    String push(String tag, int version, byte[] onnx) {
        return push(tag, "{\"mediaType\":\"application/vnd.oci.empty.v1+json\"}",
                Map.of("bactrian.io/version", Integer.toString(version)), file("model.onnx", onnx),
                file("model.yaml", Archives.text("task: raw\n")));
    }

    String url(String reference) {
        return "oci+http://" + server.url("").getAuthority() + "/" + base.substring("v2/".length(), base.length() - 1)
                + reference;
    }

    private static String json(Map<String, String> map) {
        StringJoiner json = new StringJoiner(",", "{", "}");
        new TreeMap<>(map).forEach((key, value) -> json.add("\"" + key + "\":\"" + value + "\""));
        return json.toString();
    }
}
