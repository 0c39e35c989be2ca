package io.bactrian.http;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.apache.camel.Exchange;
import org.apache.camel.Message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** A request: the parameters of its path, and a JSON object as its body, or none. */
public record ApiRequest(Message message) {
    private static final JsonMapper JSON = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,8}");

    /** A request that was not done, and the HTTP status that says why; the message is for the caller. */
    public static final class Problem extends Exception {
        private static final long serialVersionUID = 1;

        private final int status;

        public Problem(int status, String message) {
            super(message, null, false, false);
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    /** A request that is wrong as it is. */
    public static Problem badRequest(String message) {
        return new Problem(400, message);
    }

    /** The one value of that name in any case, as HTTP/2 writes names in small letters; null where there is none or more than one. */
    public String header(String name) {
        List<Object> values = message.getHeaders().entrySet().stream().filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue).toList();
        return values.size() == 1 && values.get(0) instanceof String text ? text : null;
    }

    public String model() throws Problem {
        return parameter("model");
    }

    public int version() throws Problem {
        String text = parameter("version");
        if (!VERSION.matcher(text).matches()) {
            throw badRequest("version '" + text + "' in the path: expected a whole number above 0");
        }
        return Integer.parseInt(text);
    }

    /** The field of the body, or false where there is none. */
    public boolean flag(String name) throws Problem {
        JsonNode value = body().path(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw badRequest("'" + name + "' in the body: expected true or false");
        }
        return value.asBoolean();
    }

    /** @throws Problem when the body's parameters hold others than these */
    public void allowParameters(Set<String> known) throws Problem {
        JsonNode parameters = body().path("parameters");
        if (!parameters.isMissingNode() && !parameters.isObject()) {
            throw badRequest("'parameters' in the body: expected an object");
        }
        for (String name : (Iterable<String>) parameters::fieldNames) {
            if (!known.contains(name)) {
                throw badRequest("parameter '" + name + "' in the body: expected " + (known.isEmpty()
                        ? "none; a model is changed by a new version in the models folder"
                        : "none but " + known));
            }
        }
    }

    /** The object; an empty one where there is no body. */
    public JsonNode body() throws Problem {
        String type = header(Exchange.CONTENT_TYPE);
        if (type != null && type.startsWith(FORM)) {
            throw badRequest("the body is sent as " + FORM + "; expected Content-Type: application/json");
        }
        try {
            byte[] bytes = message.getBody(byte[].class);
            JsonNode node = bytes == null ? JSON.createObjectNode() : JSON.readTree(bytes);
            if (node.isMissingNode()) {
                return JSON.createObjectNode();
            }
            if (!node.isObject()) {
                throw badRequest("the body is no JSON object; expected one such as {}, or no body");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw badRequest("the body is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw badRequest("the body cannot be read");
        }
    }

    /** Of the path. A header or a query of the same name would make a list of it. */
    public String parameter(String name) throws Problem {
        if (message.getHeader(name) instanceof String text) {
            return text;
        }
        throw badRequest("'" + name + "' is given more than once; expected it in the path only");
    }
}
