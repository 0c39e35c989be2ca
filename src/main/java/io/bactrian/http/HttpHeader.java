package io.bactrian.http;

import java.util.List;
import java.util.Map;

/** A request's headers: clients write their names as they like, and HTTP/2 in small letters. */
public final class HttpHeader {
    private HttpHeader() {
    }

    /** The one value of that name in any case; null where there is none or more than one. */
    public static String only(Map<String, Object> headers, String name) {
        List<Object> said = headers.entrySet().stream().filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue).toList();
        return said.size() == 1 && said.get(0) instanceof String text ? text : null;
    }
}
