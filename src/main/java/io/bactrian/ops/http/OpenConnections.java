package io.bactrian.ops.http;

import java.util.Iterator;
import java.util.LinkedHashSet;

import io.netty.channel.Channel;

/**
 * The connections of a server. One more than the limit is accepted all the same, and the one whose last whole request is
 * longest ago goes: who only holds connections keeps nobody out. Thread-safe.
 */
final class OpenConnections {
    static final int MOST = 256;

    private final int most;
    private final LinkedHashSet<Channel> connections = new LinkedHashSet<>();

    OpenConnections(int most) {
        this.most = most;
    }

    void add(Channel connection) {
        Channel surplus = null;
        synchronized (this) {
            connections.add(connection);
            if (connections.size() > most) {
                Iterator<Channel> oldest = connections.iterator();
                surplus = oldest.next();
                oldest.remove();
            }
        }
        if (surplus != null) {
            surplus.close();
        }
        connection.closeFuture().addListener(closed -> remove(connection));
    }

    /** A whole request has come on it. */
    synchronized void used(Channel connection) {
        if (connections.remove(connection)) {
            connections.add(connection);
        }
    }

    private synchronized void remove(Channel connection) {
        connections.remove(connection);
    }
}
