package io.bactrian.kube;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A {@link FakeMetaServer} as a process of its own, for a container. It takes its content from POST /PLURAL on a second port. */
public final class MetaServerProcess {
    public static final int API = 10550;
    public static final int CONTROL = 10551;

    private MetaServerProcess() {
    }

    /** Argument: the node whose devices the cloud pushes to it. Runs until it is killed. */
    public static void main(String[] arguments) throws IOException {
        var api = new FakeMetaServer(arguments[0], new InetSocketAddress(API));
        var control = HttpServer.create(new InetSocketAddress(CONTROL), 0);
        control.createContext("/", exchange -> put(api, exchange));
        control.start();
    }

    private static void put(FakeMetaServer api, HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            api.put(exchange.getRequestURI().getPath().substring(1), body);
            exchange.sendResponseHeaders(204, -1);
        }
    }
}
