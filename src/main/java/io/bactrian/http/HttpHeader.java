package io.bactrian.http;

import java.util.Map;

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
}
