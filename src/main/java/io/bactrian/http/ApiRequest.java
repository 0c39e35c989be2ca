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

    /** The one value of that name in any case, as HTTP/2 writes names in small letters; null where there is none or more than one. */
    public String header(String name) {
        List<Object> values = message.getHeaders().entrySet().stream().filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue).toList();
        return values.size() == 1 && values.get(0) instanceof String text ? text : null;
    }

    public String model() throws ApiProblem {
        return parameter("model");
    }

    public int version() throws ApiProblem {
        String text = parameter("version");
        if (!VERSION.matcher(text).matches()) {
            throw ApiProblem.badRequest("version '" + text + "' in the path: expected a whole number above 0");
        }
        return Integer.parseInt(text);
    }

    /** The field of the body, or false where there is none. */
    public boolean flag(String name) throws ApiProblem {
        JsonNode value = body().path(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw ApiProblem.badRequest("'" + name + "' in the body: expected true or false");
        }
        return value.asBoolean();
    }

    /** @throws ApiProblem when the body's parameters hold others than these */
    public void allowParameters(Set<String> known) throws ApiProblem {
        JsonNode parameters = body().path("parameters");
        if (!parameters.isMissingNode() && !parameters.isObject()) {
            throw ApiProblem.badRequest("'parameters' in the body: expected an object");
        }
        for (String name : (Iterable<String>) parameters::fieldNames) {
            if (!known.contains(name)) {
                throw ApiProblem.badRequest("parameter '" + name + "' in the body: expected " + (known.isEmpty()
                        ? "none; a model is changed by a new version in the models folder"
                        : "none but " + known));
            }
        }
    }

    /** The object; an empty one where there is no body. */
    public JsonNode body() throws ApiProblem {
        String type = header(Exchange.CONTENT_TYPE);
        if (type != null && type.startsWith(FORM)) {
            throw ApiProblem.badRequest("the body is sent as " + FORM + "; expected Content-Type: application/json");
        }
        try {
            byte[] bytes = message.getBody(byte[].class);
            JsonNode node = bytes == null ? JSON.createObjectNode() : JSON.readTree(bytes);
            if (node.isMissingNode()) {
                return JSON.createObjectNode();
            }
            if (!node.isObject()) {
                throw ApiProblem.badRequest("the body is no JSON object; expected one such as {}, or no body");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw ApiProblem.badRequest("the body is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw ApiProblem.badRequest("the body cannot be read");
        }
    }

    /**
     * A whole number of the query. An empty value is wrong, as is every text that is none.
     *
     * @param otherwise where it is not given
     */
    public long whole(String name, long otherwise, long least, long most) throws ApiProblem {
        String text = query(name);
        if (text == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw ApiProblem.badRequest("'" + name + "' in the query: expected a whole number from " + least + " to " + most);
    }

    /** Of the query; null where there is none. */
    public String query(String name) throws ApiProblem {
        Object value = message.getHeader(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw ApiProblem.badRequest("'" + name + "' in the query is given more than once; expected it once");
    }

    /** Of the path. A header or a query of the same name would make a list of it. */
    public String parameter(String name) throws ApiProblem {
        if (message.getHeader(name) instanceof String text) {
            return text;
        }
        throw ApiProblem.badRequest("'" + name + "' is given more than once; expected it in the path only");
    }
}
