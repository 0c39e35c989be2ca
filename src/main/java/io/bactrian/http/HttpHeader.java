package io.bactrian.http;

import java.util.List;
import java.util.Map;

import io.bactrian.trace.TraceContext;
import io.bactrian.trace.TraceReader;

/** A request's headers: clients write their names as they like, and HTTP/2 in small letters. */
public final class HttpHeader {
    private HttpHeader() {
    }

    /** The one value of that name in any case; null where there is none or more than one. */
    public static String only(Map<String, Object> headers, String name) {
        Object found = null;
        for (Map.Entry<String, Object> header : headers.entrySet()) {
            if (header.getKey().equalsIgnoreCase(name)) {
                if (found != null) {
                    return null;
                }
                found = header.getValue();
            }
        }
        return found instanceof String text ? text : null;
    }

    /** The trace that the request is part of; null for none. */
    public static TraceContext trace(Map<String, Object> headers) {
        TraceReader reader = new TraceReader();
        headers.forEach((name, value) -> {
            String known = TraceContext.PARENT.equalsIgnoreCase(name)
                    ? TraceContext.PARENT
                    : TraceContext.STATE.equalsIgnoreCase(name) ? TraceContext.STATE : null;
            if (known != null && value instanceof List<?> several) {
                several.forEach(each -> reader.add(known, String.valueOf(each)));
            } else if (known != null && value != null) {
                reader.add(known, value.toString());
            }
        });
        return reader.context();
    }
}
