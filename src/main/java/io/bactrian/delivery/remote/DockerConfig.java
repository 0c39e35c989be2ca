package io.bactrian.delivery.remote;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.text.BoundedFile;

/** Logins as container tools keep them, and as a Secret of type {@code kubernetes.io/dockerconfigjson} holds them. */
final class DockerConfig {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 1 << 18;

    private DockerConfig() {
    }

    /**
     * Null where the file has none for that host.
     *
     * @throws IOException without any secret
     */
    static Credential login(Path file, Origin origin) throws IOException {
        try {
            JsonNode auths = JSON.readTree(BoundedFile.read(file, LONGEST)).path("auths");
            for (Map.Entry<String, JsonNode> entry : auths.properties()) {
                String host = entry.getKey().replaceFirst("^https?://", "").replaceFirst("/.*", "");
                if (host.equalsIgnoreCase(origin.authority())) {
                    return login(entry.getValue());
                }
            }
            return null;
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IOException(file + " is no file of a container tool's logins; expected JSON with auths", null);
        } catch (IOException e) {
            throw new IOException(file + " " + e.getMessage(), e);
        }
    }

    private static Credential login(JsonNode entry) {
        String[] auth = new String(Base64.getDecoder().decode(entry.path("auth").asText()), StandardCharsets.UTF_8).split(":",
                2);
        if (auth.length == 2) {
            return new Credential.Login(auth[0], auth[1]);
        }
        String user = entry.path("username").asText();
        return user.isEmpty() ? null : new Credential.Login(user, entry.path("password").asText());
    }
}
