package io.bactrian.announce;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.announce.Announcement.Promote;
import io.bactrian.announce.Announcement.State;
import io.bactrian.text.YamlReader;

/** Announcements as JSON in UTF-8. */
public final class AnnouncementJson {
    private AnnouncementJson() {
    }

    public static byte[] write(Announcement announcement) {
        return of(announcement).toString().getBytes(StandardCharsets.UTF_8);
    }

    /** How many bytes it has more than are read; 0 where it is read. */
    public static int tooLong(Announcement announcement) {
        return Math.max(0, write(announcement).length - Reading.MOST_BYTES);
    }

    /** What is not said is left out. */
    public static ObjectNode of(Announcement said) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("model", said.model()).put("version", said.version())
                .put("state", said.state().text()).put("url", said.url().toString()).put("sha256", said.sha256());
        if (said.size() >= 0) {
            node.put("size", said.size());
        }
        if (said.signature() != null) {
            node.put("signature", said.signature());
        }
        node.set("nodes", nodes(said.nodes()));
        if (said.promote() != null) {
            node.put("promote", said.promote().text());
        }
        if (said.until() != null) {
            node.put("until", said.until().toString());
        }
        return node.put("at", said.at().toString());
    }

    /** Which nodes are meant, as an announcement says it. */
    public static ObjectNode nodes(Nodes nodes) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        array(node.putArray("names"), nodes.names());
        ObjectNode labels = node.putObject("labels");
        new TreeMap<>(nodes.labels()).forEach(labels::put);
        array(node.putArray("devices"), nodes.devices());
        return node;
    }

    private static void array(ArrayNode array, Set<String> texts) {
        new TreeSet<>(texts).forEach(array::add);
    }

    /** @throws IOException naming all that is wrong with it */
    public static Announcement read(byte[] content) throws IOException {
        Reading reading = new Reading(content);
        YamlReader members = reading.members;
        String model = reading.required("model");
        int version = reading.version();
        State state = members.oneOf("state", State.class, List.of("announced", "withdrawn"));
        if (!members.has("state")) {
            reading.problems.add("state is missing; expected announced or withdrawn");
        }
        URI url = url(reading);
        String sha256 = reading.required("sha256");
        Double size = members.number("size", 0, 1L << 50);
        String signature = members.text("signature");
        Nodes nodes = nodes(members.mapping("nodes"));
        Promote promote = members.oneOf("promote", Promote.class, List.of("immediate", "gated", "manual"));
        Instant until = reading.time("until");
        Instant at = reading.time("at");
        reading.check();
        try {
            return new Announcement(model, version, state, url, sha256, size == null ? -1 : size.longValue(), signature, nodes,
                    promote, until, at == null ? Instant.EPOCH : at);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static URI url(Reading reading) {
        String text = reading.required("url");
        try {
            return text == null ? null : URI.create(text);
        } catch (IllegalArgumentException e) {
            reading.problems.add("url is no URL; expected https://HOST/PATH");
            return null;
        }
    }

    /** Which nodes are meant; problems go to the reader's. */
    public static Nodes nodes(YamlReader reader) {
        List<String> names = reader.texts("names");
        List<String> devices = reader.texts("devices");
        Map<String, String> labels = Reading.texts(reader.mapping("labels"));
        return new Nodes(names == null ? Set.of() : Set.copyOf(names), labels,
                devices == null ? Set.of() : Set.copyOf(devices));
    }
}
