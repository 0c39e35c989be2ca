package io.bactrian.page;

import java.time.Instant;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Something that the service needs or is attached to, as it is now.
 *
 * @param name   by which steps of routes refer to it, such as {@code spool:samples}
 * @param kind   {@code broker}, {@code kafka}, {@code spool}, {@code model}, or {@code check} for all else
 * @param title  for people
 * @param up     whether it is there and does what it should
 * @param since  when {@code up} last changed, as far as it was seen
 * @param why    what is wrong with it, or is to be known of it; null for nothing
 * @param detail what it is, and how much of it; null for nothing
 */
public record Part(String name, String kind, String title, boolean up, Instant since, String why, String detail) {
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", name).put("kind", kind).put("title", title)
                .put("up", up).put("since", since.toString());
        if (why != null) {
            json.put("why", why);
        }
        if (detail != null) {
            json.put("detail", detail);
        }
        return json;
    }
}
