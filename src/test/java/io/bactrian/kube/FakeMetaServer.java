package io.bactrian.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

import javax.net.ssl.SSLContext;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

/**
 * KubeEdge's MetaServer as it was seen to behave (1.23.1): what the cluster has while the cloud is there, what the node remembers
 * while it is not, and 404 or an empty list for any failure. Thread-safe.
 */
public final class FakeMetaServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What answers: the cluster, the node's memory, or nothing but errors as a proxy gives them. */
    public enum Mode {
        CLOUD, LOCAL, BROKEN, SILENT, PROTOBUF
    }

    private final HttpServer server;
    private final String node;
    private final String token;
    private final String scheme;
    private final Map<String, Map<String, ObjectNode>> cluster = new ConcurrentHashMap<>();
    private final Map<String, Map<String, ObjectNode>> memory = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile Mode mode = Mode.CLOUD;
    private volatile int localFromPage = Integer.MAX_VALUE;
    private volatile long slowMillis;
    private volatile int expired;
    private volatile boolean forbidden;
    private long revision = 100;

    /** Over TLS, with a token that each request must have. */
    public FakeMetaServer(String node, SSLContext tls, String token) {
        this(node, new InetSocketAddress("127.0.0.1", 0), tls, token, "https");
    }

    /** @param node whose devices the cloud pushes to this MetaServer */
    public FakeMetaServer(String node) {
        this(node, new InetSocketAddress("127.0.0.1", 0));
    }

    FakeMetaServer(String node, InetSocketAddress address) {
        this(node, address, null, null, "http");
    }

    private FakeMetaServer(String node, InetSocketAddress address, SSLContext tls, String token, String scheme) {
        this.node = node;
        this.token = token;
        this.scheme = scheme;
        try {
            server = tls == null ? HttpServer.create(address, 0) : HttpsServer.create(address, 0);
            if (server instanceof HttpsServer https) {
                https.setHttpsConfigurator(new HttpsConfigurator(tls));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "metaserver");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::answer);
        server.start();
    }

    public String url() {
        return scheme + "://127.0.0.1:" + server.getAddress().getPort();
    }

    public void mode(Mode next) {
        mode = next;
    }

    /** The next request takes so long, as the first one does when the cloud has just gone. */
    void slow(Duration time) {
        slowMillis = time.toMillis();
    }

    /** The next pages but the first answer 410, so many times. */
    void expirePages(int times) {
        expired = times;
    }

    /** Patches are refused, as with the rights that KubeEdge's chart gives its cloudcore. */
    void forbid(boolean patches) {
        forbidden = patches;
    }

    /** From this page of a list on, the cloud does not answer, and the node does in its place. */
    void localFromPage(int page) {
        localFromPage = page;
    }

    public List<String> requests() {
        return requests;
    }

    /** Another cluster, or an older state of it: revisions begin anew. */
    synchronized void revision(long next) {
        revision = next;
    }

    synchronized long revision() {
        return revision;
    }

    /** Creates or replaces an object in the cluster; a change of an own device's spec is pushed to the node while it is connected. */
    public synchronized ObjectNode put(String plural, String json) {
        return put(plural, node(json));
    }

    synchronized ObjectNode put(String plural, ObjectNode object) {
        ObjectNode metadata = (ObjectNode) object.path("metadata");
        String key = metadata.path("namespace").asText() + "/" + metadata.path("name").asText();
        metadata.put("resourceVersion", String.valueOf(++revision));
        ObjectNode before = of(cluster, plural).put(key, object);
        boolean specChanged = before == null || !before.path("spec").equals(object.path("spec"));
        if (mode == Mode.CLOUD && specChanged && (plural.equals("devicemodels") || own(object))) {
            of(memory, plural).put(key, object.deepCopy());
        }
        return object;
    }

    /** As it is, without a revision of ours. */
    synchronized void putRaw(String plural, String key, String json) {
        of(cluster, plural).put(key, node(json));
        revision++;
    }

    /** What the node remembers may stay behind. */
    public synchronized void delete(String plural, String key, boolean fromMemory) {
        of(cluster, plural).remove(key);
        revision++;
        if (fromMemory) {
            of(memory, plural).remove(key);
        }
    }

    /** As the cluster has it; null where it does not. */
    public synchronized ObjectNode found(String plural, String key) {
        return of(cluster, plural).get(key);
    }

    synchronized ObjectNode remembered(String plural, String key) {
        return of(memory, plural).get(key);
    }

    synchronized void remember(String plural, ObjectNode object) {
        of(memory, plural).put(ObjectReader.key(object), object.deepCopy());
    }

    synchronized void forgetAll() {
        memory.clear();
    }

    @Override
    public void close() {
        stop();
    }

    /** From now on nobody listens. */
    public void stop() {
        released.countDown();
        server.stop(0);
    }

    private boolean own(JsonNode device) {
        return device.path("spec").path("nodeName").asText().equals(node);
    }

    private static Map<String, ObjectNode> of(Map<String, Map<String, ObjectNode>> objects, String plural) {
        return objects.computeIfAbsent(plural, kind -> new TreeMap<>());
    }

    private static ObjectNode node(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        if (mode == Mode.SILENT) {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
            return;
        }
        if (slowMillis > 0) {
            LockSupport.parkNanos(Duration.ofMillis(slowMillis).toNanos());
            slowMillis = 0;
        }
        String[] path = exchange.getRequestURI().getPath().replaceFirst("^/api/", "/apis/core/").substring(1).split("/");
        if (token != null && !("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            send(exchange, 401, "application/json", "{\"kind\":\"Status\",\"reason\":\"Unauthorized\",\"code\":401}");
            return;
        }
        if (mode == Mode.BROKEN) {
            send(exchange, 500, "text/plain", "connection lost between EdgeCore and CloudCore");
        } else if (path.length < 4) {
            send(exchange, 200, "application/json", "k8s\0\n\u0015\n\u0002v1\u0012\u000fAPIResourceList");
        } else if (path.length == 5) {
            get(exchange, path[3], "/" + path[4]);
        } else if (exchange.getRequestMethod().equals("POST")) {
            create(exchange, path[5], path[4]);
        } else if (path.length == 4 || path.length == 6) {
            list(exchange, path[path.length - 1], path.length == 6 ? path[4] : null);
        } else if (exchange.getRequestMethod().equals("PATCH")) {
            patch(exchange, path[5], path[4] + "/" + path[6]);
        } else {
            get(exchange, path[5], path[4] + "/" + path[6]);
        }
    }

    private synchronized void create(HttpExchange exchange, String plural, String namespace) throws IOException {
        ObjectNode object = (ObjectNode) JSON.readTree(exchange.getRequestBody());
        String key = namespace + "/" + object.path("metadata").path("name").asText();
        if (mode != Mode.CLOUD) {
            send(exchange, 500, "application/json",
                    "{\"kind\":\"Status\",\"message\":\"connection lost between EdgeCore and CloudCore\",\"code\":500}");
        } else if (of(cluster, plural).containsKey(key)) {
            send(exchange, 409, "application/json", "{\"kind\":\"Status\",\"reason\":\"AlreadyExists\",\"code\":409}");
        } else {
            send(exchange, 201, "application/json", put(plural, object).toString());
        }
    }

    private synchronized void patch(HttpExchange exchange, String plural, String key) throws IOException {
        JsonNode merged = JSON.readTree(exchange.getRequestBody());
        ObjectNode object = of(cluster, plural).get(key);
        if (mode != Mode.CLOUD) {
            send(exchange, 500, "application/json",
                    "{\"kind\":\"Status\",\"message\":\"connection lost between EdgeCore and CloudCore\",\"code\":500}");
        } else if (!"application/merge-patch+json".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
            send(exchange, 415, "text/plain", "the body of the request was in an unknown format");
        } else if (forbidden) {
            send(exchange, 403, "application/json", forbidden(plural, key));
        } else if (object == null) {
            send(exchange, 404, "application/json", "{\"kind\":\"Status\",\"code\":404}");
        } else {
            merge(object, merged);
            ((ObjectNode) object.path("metadata")).put("resourceVersion", String.valueOf(++revision));
            send(exchange, 200, "application/json", object.toString());
        }
    }

    private static String forbidden(String plural, String key) {
        String[] name = key.split("/");
        String group = plural.equals("configmaps") ? "" : "devices.kubeedge.io";
        String message = (group.isEmpty() ? plural : plural + "." + group) + " \"" + name[1]
                + "\" is forbidden: User \"system:serviceaccount:kubeedge:cloudcore\" cannot patch resource \"" + plural
                + "\" in API group \"" + group + "\" in the namespace \"" + name[0] + "\"";
        return JSON.createObjectNode().put("kind", "Status").put("apiVersion", "v1").put("status", "Failure")
                .put("message", message).put("reason", "Forbidden").put("code", 403).toString();
    }

    private static void merge(ObjectNode object, JsonNode patch) {
        patch.properties().forEach(field -> {
            if (field.getValue().isNull()) {
                object.remove(field.getKey());
            } else if (field.getValue().isObject() && object.path(field.getKey()).isObject()) {
                merge((ObjectNode) object.path(field.getKey()), field.getValue());
            } else {
                object.set(field.getKey(), field.getValue());
            }
        });
    }

    private synchronized void get(HttpExchange exchange, String plural, String key) throws IOException {
        ObjectNode object = of(mode == Mode.CLOUD ? cluster : memory, plural).get(key);
        if (object == null) {
            send(exchange, 404, "application/json", "{\"kind\":\"Status\",\"status\":\"Failure\",\"code\":404}");
            return;
        }
        if (mode == Mode.CLOUD) {
            of(memory, plural).put(key, object.deepCopy());
        }
        send(exchange, 200, "application/json", object.toString());
    }

    private synchronized void list(HttpExchange exchange, String plural, String namespace) throws IOException {
        Map<String, String> query = query(exchange);
        int from = Integer.parseInt(query.getOrDefault("continue", "0"));
        int limit = Integer.parseInt(query.getOrDefault("limit", "1000000"));
        if (from > 0 && expired > 0) {
            expired--;
            send(exchange, 410, "application/json", "{\"kind\":\"Status\",\"reason\":\"Expired\",\"code\":410}");
            return;
        }
        if (mode == Mode.PROTOBUF) {
            send(exchange, 200, "application/json", "k8s\0\n\u0015");
            return;
        }
        boolean ofCloud = mode == Mode.CLOUD && from / limit < localFromPage && !query.containsKey("fieldSelector");
        List<ObjectNode> all = new ArrayList<>(of(ofCloud ? cluster : memory, plural).values());
        all.removeIf(object -> namespace != null && !object.path("metadata").path("namespace").asText().equals(namespace));
        if (query.containsKey("labelSelector")) {
            all.removeIf(object -> !object.path("metadata").path("labels").has(query.get("labelSelector")));
        }
        if (query.containsKey("fieldSelector")) {
            all.clear();
        }
        ObjectNode list = JSON.createObjectNode();
        list.put("apiVersion", "devices.kubeedge.io/v1beta1");
        String singular = plural.substring(0, plural.length() - 1);
        if (ofCloud) {
            int to = Math.min(all.size(), from + limit);
            list.putArray("items").addAll(all.subList(Math.min(from, to), to));
            list.put("kind", plural.equals("devicemodels") ? "DeviceModelList" : "DeviceList");
            list.putObject("metadata").put("continue", to < all.size() ? String.valueOf(to) : "").put("resourceVersion",
                    String.valueOf(revision));
        } else {
            list.putArray("items").addAll(all);
            list.put("kind", Character.toUpperCase(singular.charAt(0)) + singular.substring(1) + "List");
            if (!all.isEmpty()) {
                long newest = all.stream().mapToLong(object -> object.path("metadata").path("resourceVersion").asLong()).max()
                        .orElse(0);
                list.putObject("metadata").put("resourceVersion", String.valueOf(newest)).put("selfLink",
                        "/devices.kubeedge.io/v1beta1/" + plural + "/default/null");
            }
        }
        send(exchange, 200, "application/json", list.toString());
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String part : raw == null ? new String[0] : raw.split("&")) {
            String[] pair = part.split("=", 2);
            query.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    private static void send(HttpExchange exchange, int code, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
