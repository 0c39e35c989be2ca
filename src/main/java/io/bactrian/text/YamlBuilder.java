package io.bactrian.text;

import java.util.Iterator;
import java.util.Set;
import java.util.regex.Pattern;

import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** Makes a tree of what a YAML parser says, and refuses what {@link YamlDocument} does not read. */
final class YamlBuilder {
    private static final int MOST_LEVELS = 32;
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Pattern NUMBER = Pattern
            .compile("[-+]?(0|[1-9]\\d*)(\\.\\d*)?([eE][-+]?\\d+)?|[-+]?\\.\\d+([eE][-+]?\\d+)?"
                    + "|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
    private static final int LONGEST_NUMBER = 400;

    private final Iterator<Event> events;

    YamlBuilder(Iterator<Event> events) {
        this.events = events;
    }

    Event next() {
        return events.next();
    }

    /** An empty document holds nothing, which is no value that is missing. */
    JsonNode root(Places places) throws MalformedText {
        Event event = next();
        boolean empty = event instanceof ScalarEvent scalar && scalar.isPlain() && scalar.getValue().isEmpty()
                && scalar.getTag().isEmpty() && scalar.getAnchor().isEmpty();
        return empty ? MissingNode.getInstance() : value(event, places, "the document", 0);
    }

    private JsonNode value(Event event, Places places, String name, int level) throws MalformedText {
        if (event instanceof AliasEvent alias) {
            throw malformed(event,
                    "'*" + alias.getAlias() + "' is an alias, and aliases are not read; expected the value itself, "
                            + "or quotes around a text");
        }
        refuseAnchorsAndTags((NodeEvent) event);
        if (event instanceof ScalarEvent scalar) {
            return scalar(scalar, name);
        }
        if (level == MOST_LEVELS) {
            throw malformed(event, "more than " + MOST_LEVELS + " levels; expected fewer");
        }
        return event instanceof MappingStartEvent ? mapping(places, level + 1) : list(places, level + 1);
    }

    private ObjectNode mapping(Places places, int level) throws MalformedText {
        ObjectNode mapping = JsonNodeFactory.instance.objectNode();
        for (Event event = next(); !(event instanceof CollectionEndEvent); event = next()) {
            String key = key(event);
            Places place = place(event);
            if (mapping.has(key)) {
                throw malformed(event,
                        "'" + key + "' is there a second time, first on " + places.of(key).replaceFirst(":.*", "")
                                + "; expected it once");
            }
            places.value(key, place);
            mapping.set(key, value(next(), place, "'" + key + "'", level));
        }
        return mapping;
    }

    private ArrayNode list(Places places, int level) throws MalformedText {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Event event = next(); !(event instanceof CollectionEndEvent); event = next()) {
            Places place = place(event);
            places.item(place);
            list.add(value(event, place, "an entry of the list", level));
        }
        return list;
    }

    private static String key(Event event) throws MalformedText {
        if (!(event instanceof ScalarEvent scalar)) {
            throw malformed(event, "a key that is no text; expected 'key: value'");
        }
        refuseAnchorsAndTags(scalar);
        if (scalar.isPlain() && scalar.getValue().equals("<<")) {
            throw malformed(event, "'<<' merges mappings, which is not read; expected all keys written out");
        }
        return scalar(scalar, "a key").asText();
    }

    private static JsonNode scalar(ScalarEvent scalar, String name) throws MalformedText {
        String text = scalar.getValue();
        if (scalar.isPlain() && NULLS.contains(text)) {
            throw malformed(scalar, name + " is " + (text.isEmpty() ? "without a value" : text)
                    + "; expected a value, quotes around a text, or that it is left out");
        }
        for (int c : text.codePoints().toArray()) {
            if (c != '\n' && c != '\t' && Visible.isInvisible(c)
                    || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                throw malformed(scalar, name + " holds " + Visible.named(c) + "; expected a text of visible characters");
            }
        }
        if (!scalar.isPlain() || text.length() > LONGEST_NUMBER || !NUMBER.matcher(text).matches()) {
            return new TextNode(text);
        }
        return WrittenNumber.of(text);
    }

    private static void refuseAnchorsAndTags(NodeEvent event) throws MalformedText {
        if (event.getAnchor().isPresent()) {
            throw malformed(event, "'&" + event.getAnchor().get() + "' is an anchor, and anchors are not read; "
                    + "expected the value alone, or quotes around a text");
        }
        String tag = event instanceof ScalarEvent scalar
                ? scalar.getTag().orElse(null)
                : ((CollectionStartEvent) event).getTag().orElse(null);
        if (tag != null) {
            throw malformed(event, "'" + tag + "' is a tag, and tags are not read; expected the value alone");
        }
    }

    private static Places place(Event event) {
        Mark mark = event.getStartMark().orElseThrow();
        return new Places(mark.getLine() + 1, mark.getColumn() + 1);
    }

    static MalformedText malformed(Event event, String problem) {
        Mark mark = event.getStartMark().orElseThrow();
        return new MalformedText(mark.getLine() + 1, mark.getColumn() + 1, problem);
    }
}
