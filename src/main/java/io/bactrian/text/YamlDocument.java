package io.bactrian.text;

import java.util.Iterator;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * One YAML document, read strictly. Texts and keys are as they are written: {@code 007}, {@code 1e3}, {@code yes}; what is also a
 * number as JSON writes one, {@code .nan} or {@code .inf} is a number too, whose text is as it is written. There are no booleans.
 * Refused are: a key twice, a value that is empty or null, anchors, aliases, merge keys, tags, keys that are no texts, a second
 * document, more than 32 levels, invisible characters that are no plain spaces or line breaks.
 *
 * @param root   a mapping, a list or a value; missing where the file holds none
 * @param places where each value stands
 */
public record YamlDocument(JsonNode root, Places places) {
    /**
     * @param content UTF-8; the caller bounds its size
     * @throws MalformedText naming line, column, and what is expected
     */
    public static YamlDocument parse(byte[] content) throws MalformedText {
        String text = Utf8.decode(content);
        Visible.check(text);
        LoadSettings settings = LoadSettings.builder().setUseMarks(true).setCodePointLimit(Integer.MAX_VALUE).build();
        try {
            return read(new Parse(settings).parseString(text).iterator());
        } catch (MarkedYamlEngineException e) {
            throw e.getProblemMark()
                    .map(mark -> new MalformedText(mark.getLine() + 1, mark.getColumn() + 1, e.getProblem()))
                    .orElseGet(() -> new MalformedText(1, 1, e.getProblem()));
        } catch (YamlEngineException e) {
            throw new MalformedText(1, 1, e.getMessage());
        }
    }

    private static YamlDocument read(Iterator<Event> events) throws MalformedText {
        YamlBuilder builder = new YamlBuilder(events);
        builder.next();
        Event start = builder.next();
        if (!(start instanceof DocumentStartEvent)) {
            return new YamlDocument(MissingNode.getInstance(), new Places(1, 1));
        }
        Places places = new Places(1, 1);
        JsonNode root = builder.root(places);
        builder.next();
        Event more = builder.next();
        if (more instanceof DocumentStartEvent) {
            throw YamlBuilder.malformed(more, "a second document begins; expected one: put all into the first");
        }
        return new YamlDocument(root, places);
    }
}
