package io.bactrian.command;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.eclipse.microprofile.config.Config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.ops.ControlToken;

/**
 * Asks the service that runs with the same configuration, at its own port and with its own token. Without Java's newer HTTP client, which
 * takes longer to load than the answer. One thread.
 */
final class ServiceClient {
    private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(5).toMillis();
    private static final int MOST_READ = 16 << 20;
    private static final int FIRST_ERROR = 400;
    /** It would write requests with their tokens. Kept, for a logger without owner forgets its level. */
    private static final Logger REQUESTS = Logger.getLogger("sun.net.www.protocol.http.HttpURLConnection");
    private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::", "[::]");

    private final Config config;

    ServiceClient(Config config) {
        this.config = config;
        REQUESTS.setLevel(Level.OFF);
    }

    /** What the service said; the body is cut at 16 MiB. */
    record Response(int status, String body) {
        boolean ok() {
            return status == HttpURLConnection.HTTP_OK;
        }

        /** Missing where it is no JSON. */
        JsonNode json() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (JsonProcessingException e) {
                return new ObjectMapper().missingNode();
            }
        }
    }

    /**
     * Without a token.
     *
     * @throws CommandException where no service answers
     */
    Response open(String path) {
        return send("GET", path, null, Optional.empty());
    }

    /**
     * With the token of control.
     *
     * @throws CommandException where no service answers, or it refuses
     */
    JsonNode get(String path) {
        return controlled("GET", path, null);
    }

    /**
     * The same.
     *
     * @param body null for none
     */
    JsonNode post(String path, JsonNode body) {
        return controlled("POST", path, body);
    }

    /** A text as one level of a path, or a value of its query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private JsonNode controlled(String method, String path, JsonNode body) {
        Optional<String> token = token();
        Response response = send(method, path, body, token);
        JsonNode json = response.json();
        if (response.ok() && !json.isMissingNode()) {
            return json;
        }
        throw new CommandException(refusal(path, response, json, token.isPresent()));
    }

    private String refusal(String path, Response response, JsonNode json, boolean withToken) {
        String said = json.path("error").asText("");
        if (response.status() == HttpURLConnection.HTTP_UNAUTHORIZED) {
            return "the service at " + authority() + " does not take " + (withToken ? "this token" : "calls without a token")
                    + "; give this command the service's own bactrian.api.token or bactrian.api.token-file";
        }
        if (response.status() == HttpURLConnection.HTTP_NOT_FOUND && !withToken) {
            return "the service at " + authority() + " has no control, as bactrian.api.token is not set; start it with one: "
                    + "head -c 24 /dev/urandom | base64 > token, and BACTRIAN_API_TOKEN_FILE=token";
        }
        if (response.status() == HttpURLConnection.HTTP_NOT_FOUND && said.isEmpty()) {
            return "the service at " + authority() + " has no " + path.split("\\?", 2)[0]
                    + ": it is still starting, has another role, or is of another version";
        }
        return said.isEmpty()
                ? "the service at " + authority() + " answered " + path + " with status " + response.status()
                : said;
    }

    private Optional<String> token() {
        try {
            return ControlToken.read(config);
        } catch (IllegalArgumentException e) {
            throw new CommandException(e.getMessage());
        }
    }

    private Response send(String method, String path, JsonNode body, Optional<String> token) {
        try {
            HttpURLConnection connection = (HttpURLConnection) URI.create("http://" + authority() + path).toURL()
                    .openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setInstanceFollowRedirects(false);
            connection.setRequestMethod(method);
            connection.setRequestProperty("Accept", "*/*");
            token.ifPresent(secret -> connection.setRequestProperty("Authorization", "Bearer " + secret));
            if (body != null) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                connection.getOutputStream().write(body.toString().getBytes(StandardCharsets.UTF_8));
            }
            int status = connection.getResponseCode();
            return new Response(status,
                    content(status < FIRST_ERROR ? connection.getInputStream() : connection.getErrorStream()));
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandException("no service answers at " + authority() + " (" + e.getMessage()
                    + "); it is not running, or runs with another quarkus.http.host or quarkus.http.port" + (secureOnly()
                            ? ", or only takes TLS, as quarkus.http.insecure-requests says: commands come without it"
                            : ""));
        }
    }

    private boolean secureOnly() {
        return config.getOptionalValue("quarkus.http.insecure-requests", String.class).filter(way -> !way.equals("enabled"))
                .isPresent();
    }

    private String authority() {
        String host = config.getValue("quarkus.http.host", String.class);
        return (ANY_ADDRESS.contains(host) ? "127.0.0.1" : bracketed(host)) + ":"
                + config.getValue("quarkus.http.port", String.class);
    }

    private static String bracketed(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    /** @param body null where there is none */
    private static String content(InputStream body) throws IOException {
        if (body == null) {
            return "";
        }
        try (body) {
            return new String(body.readNBytes(MOST_READ), StandardCharsets.UTF_8).strip();
        }
    }
}
