package io.bactrian.kube;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Reads all objects of a kind, page by page, and single ones. One thread. */
final class ListReader {
    private static final int MOST_PAGES = 1000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClusterClient client;
    private final String namespace;

    /** @param namespace of the objects; null for all */
    ListReader(ClusterClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /** Makes an object of ours of one of the API's. */
    @FunctionalInterface
    interface Reading<T> {
        T read(ObjectReader reader, JsonNode object) throws IOException;
    }

    private record Page(JsonNode metadata) {
        /** A node that answers from its memory gives no metadata, or a link that the cluster has not given since 2020. */
        boolean cloud() {
            return metadata != null && metadata.path("selfLink").asText().isEmpty()
                    && metadata.path("resourceVersion").asText().matches("[0-9]{1,18}");
        }

        long revision() {
            return cloud() ? metadata.path("resourceVersion").asLong() : 0;
        }

        String rest() {
            return metadata == null ? "" : metadata.path("continue").asText();
        }
    }

    /**
     * @param resource of the kind
     * @param wanted  which objects are read at all
     * @throws IOException when there is no complete answer
     */
    <T extends ClusterObject> Listing<T> list(Resource resource, Predicate<JsonNode> wanted, Reading<T> reading)
            throws IOException {
        List<T> items = new ArrayList<>();
        Map<String, String> rejected = new TreeMap<>();
        Map<String, String> notes = new TreeMap<>();
        ObjectReader reader = new ObjectReader(notes);
        int[] nameless = {0};
        boolean cloud = true;
        long revision = 0;
        String rest = "";
        for (int pages = 0; pages == 0 || !rest.isEmpty(); pages++) {
            if (pages == MOST_PAGES) {
                throw new IOException(resource.plural() + ": the list does not end after " + MOST_PAGES + " pages");
            }
            String path = resource.path(namespace) + "?limit=" + resource.page() + resource.selection()
                    + (rest.isEmpty() ? "" : "&continue=" + URLEncoder.encode(rest, StandardCharsets.UTF_8));
            byte[] body = client.get(path);
            if (body == null) {
                throw new IOException(path + " answered 404: " + resource.absent());
            }
            Page page = page(path, body, object -> {
                String key = ObjectReader.key(object);
                if (!wanted.test(object)) {
                    return;
                }
                if (key == null) {
                    nameless[0]++;
                    return;
                }
                try {
                    items.add(reading.read(reader, object));
                } catch (IOException | RuntimeException e) {
                    rejected.put(key, e instanceof IOException ? e.getMessage() : e.toString());
                }
            });
            cloud &= page.cloud();
            revision = pages == 0 ? page.revision() : revision;
            rest = page.rest();
        }
        return new Listing<>(cloud, cloud ? revision : 0, items, rejected, nameless[0], notes);
    }

    /**
     * One object, or null where there is no usable answer: 404 says nothing of whether it exists.
     *
     * @throws IOException when there is no answer
     */
    <T extends ClusterObject> T get(Resource resource, T known, Reading<T> reading) throws IOException {
        byte[] body = client.get(resource.path(known.namespace()) + "/" + known.name());
        JsonNode object = body == null ? null : JSON.readTree(body);
        return object == null || !known.key().equals(ObjectReader.key(object))
                ? null
                : reading.read(new ObjectReader(new HashMap<>()), object);
    }

    private interface Items {
        void take(JsonNode object);
    }

    private static Page page(String path, byte[] body, Items items) throws IOException {
        JsonNode metadata = null;
        boolean list = false;
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException(path + " answered something else than a list of objects as JSON");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                if (field.equals("metadata") && parser.currentToken() == JsonToken.START_OBJECT) {
                    metadata = JSON.readTree(parser);
                } else if (field.equals("items")) {
                    list = true;
                    while (parser.currentToken() != JsonToken.VALUE_NULL && parser.nextToken() == JsonToken.START_OBJECT) {
                        items.take(JSON.readTree(parser));
                    }
                } else {
                    parser.skipChildren();
                }
            }
        } catch (JacksonException e) {
            throw new IOException(path + " answered what is not JSON: " + e.getOriginalMessage(), e);
        }
        if (!list) {
            throw new IOException(path + " answered without items; expected a list");
        }
        return new Page(metadata);
    }
}
