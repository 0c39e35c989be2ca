package io.bactrian.delivery.remote;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.archive.Form;
import io.bactrian.text.Excerpt;

/**
 * Which layers of a manifest hold files of a version, and how: the media types of the CNCF model specification (ModelPack, with those
 * of its drafts), and artifacts of files with names as ORAS pushes them.
 */
final class OciLayers {
    /** What documents a model, and what it was made of, stays where it is. */
    private static final Pattern MODEL = Pattern
            .compile("application/vnd\\.(?:cncf|cnai)\\.model\\.(weight|weight\\.config|code|doc|dataset)\\.v1\\.([a-z+]+)");
    private static final String[] NAMES = {"org.cncf.model.filepath", "org.cnai.model.filepath",
        "org.opencontainers.image.title"};

    /** ORAS says tar of every file that is given no type; this says that it is one, of a folder. */
    private static final String FOLDER = "io.deis.oras.content.unpack";

    private OciLayers() {
    }

    /**
     * How a layer is to be taken.
     *
     * @param name of the file that it is; of an archive, of the folder that all is in, or empty
     */
    record Layer(String name, Form form) {
    }

    /**
     * Empty for a layer that is not wanted.
     *
     * @throws RejectedOrderException where it cannot be read
     */
    static Optional<Layer> layer(JsonNode descriptor) throws RejectedOrderException {
        String type = descriptor.path("mediaType").asText();
        String name = name(descriptor.path("annotations"));
        Matcher model = MODEL.matcher(type);
        if (model.matches()) {
            return model.group(1).startsWith("weight")
                    ? Optional.of(model(model.group(2), type, name))
                    : Optional.empty();
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (type.contains("zstd") || lower.endsWith(".zst")) {
            throw zstd(type);
        }
        boolean folder = descriptor.path("annotations").path(FOLDER).asText().equals("true");
        boolean unnamed = name.isEmpty();
        if (type.endsWith("tar+gzip") && (folder || unnamed) || lower.endsWith(".tar.gz") || lower.endsWith(".tgz")) {
            return Optional.of(new Layer(folder ? name : "", Form.TAR_GZIP));
        }
        if (type.endsWith("tar") && (folder || unnamed) || lower.endsWith(".tar")) {
            return Optional.of(new Layer(folder ? name : "", Form.TAR));
        }
        if (type.endsWith("/zip") || type.endsWith("+zip") || lower.endsWith(".zip")) {
            return Optional.of(new Layer("", Form.ZIP));
        }
        return Optional.of(new Layer(named(name, type), Form.FILE));
    }

    private static String name(JsonNode annotations) {
        for (String key : NAMES) {
            if (annotations.path(key).isTextual()) {
                return annotations.path(key).asText().replaceFirst("^(\\./)+", "");
            }
        }
        return "";
    }

    private static Layer model(String kind, String type, String name) throws RejectedOrderException {
        return switch (kind) {
            case "tar" -> new Layer("", Form.TAR);
            case "tar+gzip" -> new Layer("", Form.TAR_GZIP);
            case "tar+zstd" -> throw zstd(type);
            default -> new Layer(named(name, type), Form.FILE);
        };
    }

    private static String named(String name, String type) throws RejectedOrderException {
        if (name.isEmpty()) {
            throw new RejectedOrderException("a layer of type " + Excerpt.quoted(type)
                    + " has no name; expected the annotation org.cncf.model.filepath or org.opencontainers.image.title");
        }
        return name;
    }

    private static RejectedOrderException zstd(String type) {
        return new RejectedOrderException("a layer is of type " + Excerpt.quoted(type)
                + ", and zstd is not unpacked; expected layers that are raw, tar or tar+gzip: push it that way");
    }
}
