package io.bactrian.delivery.remote;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.text.BoundedFile;
import io.bactrian.text.Problems;
import io.bactrian.text.YamlDocument;
import io.bactrian.text.YamlReader;

/**
 * The secrets for servers, by host, in a YAML file; docs/kubernetes.md has the shape. All is read anew for each fetch, so that what is
 * renewed is in use. Any thread.
 *
 * @param file null for none
 */
public record CredentialFile(Path file) {
    private static final int LONGEST = 1 << 18;
    private static final Pattern SECRET = Pattern.compile("[\\x20-\\x7e]{1,16384}");
    private static final Pattern USER = Pattern.compile("[^:\\p{Cntrl}]{1,256}");
    private static final Pattern HOST = Pattern
            .compile("([A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:]{2,39}])(:[1-9][0-9]{0,4})?");

    public static final CredentialFile NONE = new CredentialFile(null);

    /**
     * What is known of a host.
     *
     * @param credential  null for none
     * @param tokenServer where else a registry's login may go to be exchanged for a token; null for nowhere
     * @param plainHttp   whether it may go over a connection that is not encrypted
     */
    record Entry(Credential credential, String tokenServer, boolean plainHttp) {
        static final Entry NONE = new Entry(null, null, false);
    }

    /** @throws IOException naming all that is wrong with it, without any secret */
    public void check() throws IOException {
        read();
    }

    /** @throws IOException where they cannot be read, or may not go to that host unencrypted */
    Entry of(Origin origin) throws IOException {
        return usable(origin, read().hosts().getOrDefault(origin.authority(), Entry.NONE));
    }

    /** The same, or else what the file of a container tool has for that host. */
    Entry ofRegistry(Origin origin) throws IOException {
        Content content = read();
        Entry entry = content.hosts().getOrDefault(origin.authority(), Entry.NONE);
        if (entry.credential() == null && content.dockerConfig() != null) {
            entry = new Entry(DockerConfig.login(content.dockerConfig(), origin), entry.tokenServer(), entry.plainHttp());
        }
        return usable(origin, entry);
    }

    private Entry usable(Origin origin, Entry entry) throws IOException {
        if (entry.credential() != null && !origin.encrypted() && !origin.loopback() && !entry.plainHttp()) {
            throw new IOException(file + " has credentials for '" + origin
                    + "', and they are not sent over http://; use https, or set plain-http: allowed there");
        }
        return entry;
    }

    private record Content(Map<String, Entry> hosts, Path dockerConfig) {
    }

    private Content read() throws IOException {
        if (file == null) {
            return new Content(Map.of(), null);
        }
        try {
            YamlDocument document = YamlDocument.parse(BoundedFile.read(file, LONGEST));
            Problems problems = new Problems(document.places());
            YamlReader reader = new YamlReader(document.root(), "", problems);
            String docker = reader.text("docker-config");
            YamlReader hosts = reader.mapping("hosts");
            Map<String, Entry> entries = new TreeMap<>();
            for (String host : hosts.keys()) {
                if (!HOST.matcher(host).matches()) {
                    problems.add(hosts.at(host) + " is no host; expected HOST, or HOST:PORT, in quotes");
                }
                entries.put(host.toLowerCase(Locale.ROOT), entry(hosts.mapping(host), problems));
            }
            reader.noOthers();
            if (!problems.none()) {
                throw new IOException(problems.text());
            }
            return new Content(entries, docker == null ? null : beside(docker));
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private Entry entry(YamlReader host, Problems problems) throws IOException {
        String token = secret(host, "token", problems);
        String user = host.text("user", USER, "a name without ':'");
        String password = secret(host, "password", problems);
        String access = secret(host, "access-key", problems);
        String key = secret(host, "secret-key", problems);
        String session = secret(host, "session-token", problems);
        String server = host.text("token-server", HOST, "HOST, or HOST:PORT");
        boolean plain = host.text("plain-http", Pattern.compile("allowed"), "allowed, or that it is left out") != null;
        host.noOthers();
        if ((user == null) != (password == null) || (access == null) != (key == null)
                || (token == null ? 0 : 1) + (user == null ? 0 : 1) + (access == null ? 0 : 1) > 1) {
            problems.add(host.at("") + " expected one of: token; user and password; access-key and secret-key");
        }
        Credential credential = token != null
                ? new Credential.Token(token)
                : user != null && password != null
                        ? new Credential.Login(user, password)
                        : access != null && key != null ? new Credential.Keys(access, key, session) : null;
        return new Entry(credential, server, plain);
    }

    /** The text itself, or that of the file that {@code KEY-file} names. No problem quotes it. */
    private String secret(YamlReader host, String key, Problems problems) throws IOException {
        boolean here = host.has(key);
        String path = host.text(key + "-file");
        if (!here && path == null) {
            return null;
        }
        JsonNode value = host.value(key);
        String secret = here
                ? value.asText()
                : new String(BoundedFile.read(beside(path), LONGEST), StandardCharsets.UTF_8).strip();
        if (here && path != null || !SECRET.matcher(secret).matches()) {
            problems.add(host.at(here ? key : key + "-file") + " is not one line of printable characters, or is given twice");
        }
        return secret;
    }

    private Path beside(String path) {
        return file.resolveSibling(path);
    }
}
