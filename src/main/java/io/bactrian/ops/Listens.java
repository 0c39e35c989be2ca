package io.bactrian.ops;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Where requests of clients come in.
 *
 * @param host     the address; of several, one that others can reach
 * @param loopback whether they are reached from this machine only
 */
record Listens(String host, boolean loopback) {
    private static final String EVERYWHERE = "0.0.0.0";

    static Listens read(ConfigValues values) {
        String http = values.text("quarkus.http.host").orElse(EVERYWHERE);
        boolean own = values.text("quarkus.grpc.server.use-separate-server").map(Boolean::parseBoolean).orElse(false);
        String grpc = own ? values.text("quarkus.grpc.server.host").orElse(EVERYWHERE) : http;
        return List.of(http, grpc).stream().filter(host -> !isLoopback(host)).findFirst()
                .map(host -> new Listens(host, false)).orElse(new Listens(http, true));
    }

    /** Has it said that a key is missing, where clients on other machines can reach this one. */
    void require(ConfigValues values, String key, String expected) {
        if (!loopback) {
            values.problem(key, "", expected, "this listens on " + host);
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
