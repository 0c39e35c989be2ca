package io.bactrian.delivery.remote;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A registry's requests: without a secret until it asks for one, then with a login (RFC 7617) or with a token that its token server
 * gives (RFC 6750, and the distribution specification's token protocol). A login goes to the registry itself, and to no other token
 * server than the one that its entry names.
 */
final class RegistryAccess implements Access {
    private static final Pattern PARAMETER = Pattern.compile("([A-Za-z_]+)=\"([^\"]*)\"");
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,65536}");
    private static final int LONGEST_ANSWER = 1 << 18;

    private final CredentialFile credentials;
    private final Origin registry;
    private final Documents documents;
    private String authorization;

    RegistryAccess(CredentialFile credentials, Origin registry, Documents documents) {
        this.credentials = credentials;
        this.registry = registry;
        this.documents = documents;
    }

    @Override
    public Map<String, String> headers(URI url) {
        return authorization == null || !registry.equals(Origin.of(url)) ? Map.of() : Map.of("Authorization", authorization);
    }

    @Override
    public boolean challenged(URI url, List<String> challenges) throws IOException, InterruptedException {
        if (!registry.equals(Origin.of(url))) {
            return false;
        }
        CredentialFile.Entry entry = credentials.ofRegistry(registry);
        String before = authorization;
        for (String challenge : challenges) {
            if (challenge.regionMatches(true, 0, "Bearer ", 0, 7)) {
                authorization = "Bearer " + token(challenge, entry);
                return true;
            }
        }
        authorization = entry.credential() == null || entry.credential() instanceof Credential.Keys
                ? null
                : entry.credential().authorization();
        return authorization != null && !authorization.equals(before);
    }

    private String token(String challenge, CredentialFile.Entry entry) throws IOException, InterruptedException {
        if (entry.credential() instanceof Credential.Token given) {
            return given.token();
        }
        Map<String, String> parameters = new HashMap<>();
        Matcher found = PARAMETER.matcher(challenge);
        while (found.find()) {
            parameters.put(found.group(1).toLowerCase(Locale.ROOT), found.group(2));
        }
        URI realm = realm(parameters.getOrDefault("realm", ""));
        StringBuilder query = new StringBuilder(realm.getRawQuery() == null ? "?" : "&");
        for (String name : List.of("service", "scope")) {
            if (parameters.containsKey(name)) {
                query.append(name).append('=').append(Percent.encoded(parameters.get(name))).append('&');
            }
        }
        URI url = URI.create(realm.toString() + query.substring(0, query.length() - 1));
        return token(url, login(Origin.of(realm), entry));
    }

    private URI realm(String text) throws IOException {
        try {
            URI realm = URI.create(text);
            boolean usable = realm.getHost() != null && realm.getRawUserInfo() == null && realm.getRawFragment() == null
                    && ("https".equalsIgnoreCase(realm.getScheme())
                            || "http".equalsIgnoreCase(realm.getScheme()) && !registry.encrypted());
            if (usable) {
                return realm;
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(registry + " names a token server that is no URL", e);
        }
        throw new IOException(registry + " names a token server that cannot be asked; expected a URL with https://");
    }

    /** What the token server may be told. */
    private Access login(Origin server, CredentialFile.Entry entry) throws IOException {
        if (!(entry.credential() instanceof Credential.Login login)) {
            return url -> Map.of();
        }
        if (!server.equals(registry) && !server.authority().equals(entry.tokenServer())) {
            throw new IOException(
                    registry + " asks for a token of '" + server + "', and its login is not sent there; where that"
                            + " is right, give '" + registry + "' token-server: " + server + " in the file of credentials");
        }
        if (!server.encrypted() && !server.loopback() && !entry.plainHttp()) {
            throw new IOException("the login for '" + registry + "' is not sent to '" + server + "' over http://");
        }
        return url -> server.equals(Origin.of(url)) ? Map.of("Authorization", login.authorization()) : Map.of();
    }

    private String token(URI url, Access access) throws IOException, InterruptedException {
        try {
            JsonNode answer = Documents.json(documents.get(url, access, "application/json", LONGEST_ANSWER), url);
            String token = answer.path("token").asText(answer.path("access_token").asText());
            if (!TOKEN.matcher(token).matches()) {
                throw new IOException(Origin.of(url) + " gave no token; expected JSON with token or access_token");
            }
            return token;
        } catch (HttpStatusException e) {
            throw new IOException("the token server '" + Origin.of(url) + "' of '" + registry + "' answered " + e.status()
                    + "; give the login for '" + registry + "' in the file bactrian.delivery.credentials", e);
        } catch (RejectedOrderException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
