package io.bactrian.delivery.remote;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.model.repository.Digest;
import io.bactrian.text.Excerpt;

/** A registry as the OCI distribution specification has it (1.1): a manifest, and the blobs that are its layers. */
final class OciStore implements Store {
    private static final String MANIFESTS = "application/vnd.oci.image.manifest.v1+json, "
            + "application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.index.v1+json";
    private static final String[] VERSIONS = {"bactrian.io/version", "org.opencontainers.image.version"};
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,8}");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final int LONGEST_MANIFEST = 4 << 20;
    private static final int LONGEST_CONFIG = 1 << 20;
    private static final int MOST_LAYERS = 64;
    private static final String REMEDY = "give the order a version, or push with --annotation bactrian.io/version=NUMBER";

    private final OciReference reference;
    private final Documents documents;
    private final Access access;

    OciStore(OciReference reference, Documents documents, CredentialFile credentials) {
        this.reference = reference;
        this.documents = documents;
        this.access = new RegistryAccess(credentials, Origin.of(reference.base()), documents);
    }

    @Override
    public Resolved resolve() throws IOException, RejectedOrderException, InterruptedException {
        byte[] bytes = manifest();
        JsonNode manifest = checked(bytes);
        return new Resolved(reference.held(Digest.of(ByteBuffer.wrap(bytes))), version(manifest), REMEDY);
    }

    private byte[] manifest() throws IOException, RejectedOrderException, InterruptedException {
        return documents.get(reference.manifest(), access, MANIFESTS, LONGEST_MANIFEST);
    }

    private JsonNode checked(byte[] bytes) throws IOException, RejectedOrderException {
        String found = Digest.of(ByteBuffer.wrap(bytes));
        if (reference.fixed() && !found.equals(reference.sha256())) {
            throw new IOException("the manifest has sha256 " + found + ", but " + reference.sha256() + " was asked for");
        }
        JsonNode manifest = Documents.json(bytes, reference.base());
        if (!manifest.path("layers").isArray()) {
            throw new RejectedOrderException(reference.text() + " is no manifest with layers"
                    + (manifest.has("manifests") ? ", but an index of several; order one of them by its @sha256:" : ""));
        }
        return manifest;
    }

    /** As an annotation says, or the model's configuration; 0 where neither has a whole number. */
    private int version(JsonNode manifest) throws IOException, RejectedOrderException, InterruptedException {
        for (String key : VERSIONS) {
            String text = manifest.path("annotations").path(key).asText();
            if (VERSION.matcher(text).matches()) {
                return Integer.parseInt(text);
            }
        }
        JsonNode config = manifest.path("config");
        if (!config.path("mediaType").asText().matches("application/vnd\\.(cncf|cnai)\\.model\\.config\\.v1\\+json")) {
            return 0;
        }
        URI url = reference.blob(digest(config));
        byte[] bytes = documents.get(url, access, "*/*", LONGEST_CONFIG);
        if (!digest(config).equals("sha256:" + Digest.of(ByteBuffer.wrap(bytes)))) {
            throw new IOException("the model's configuration is not what the manifest says");
        }
        String text = Documents.json(bytes, url).path("descriptor").path("version").asText();
        return VERSION.matcher(text).matches() ? Integer.parseInt(text) : 0;
    }

    @Override
    public List<RemoteFile> files() throws IOException, RejectedOrderException, InterruptedException {
        List<RemoteFile> files = new ArrayList<>();
        JsonNode layers = checked(manifest()).path("layers");
        if (layers.size() > MOST_LAYERS) {
            throw new RejectedOrderException("the manifest has " + layers.size() + " layers; expected at most " + MOST_LAYERS);
        }
        for (JsonNode descriptor : layers) {
            Optional<OciLayers.Layer> layer = OciLayers.layer(descriptor);
            if (layer.isPresent()) {
                String digest = digest(descriptor);
                files.add(new RemoteFile(layer.get().name(), layer.get().form(), reference.blob(digest), access,
                        descriptor.path("size").asLong(-1), digest.substring("sha256:".length())));
            }
        }
        return files;
    }

    private static String digest(JsonNode descriptor) throws RejectedOrderException {
        String digest = descriptor.path("digest").asText();
        if (!DIGEST.matcher(digest).matches()) {
            throw new RejectedOrderException("the manifest has the digest " + Excerpt.quoted(digest) + "; expected sha256:…");
        }
        return digest;
    }
}
