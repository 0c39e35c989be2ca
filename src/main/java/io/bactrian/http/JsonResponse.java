package io.bactrian.http;

import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** The response to a request, as JSON. */
public final class JsonResponse {
    private JsonResponse() {
    }

    /** The request's headers are removed; they would be sent back. */
    public static void set(Message message, int status, byte[] body) {
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setBody(body);
    }
}
