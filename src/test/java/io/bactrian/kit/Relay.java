package io.bactrian.kit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A relay to a server on this machine that can cut what goes through it, or accept and hang up at once as a proxy without a backend does. */
public final class Relay implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile boolean hangUp;

    /** Listens on a free loopback port, for a server on {@code target}. */
    public Relay(int target) throws IOException {
        this.target = target;
        thread(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** How many connections there have been. */
    public int accepted() {
        return accepted.get();
    }

    /** Whether to cut, and hang up on whoever comes, until it is told otherwise. */
    public void hangUp(boolean on) {
        hangUp = on;
        cut();
    }

    /** Ends the connections of now. */
    public void cut() {
        open.forEach(Relay::quietly);
        open.clear();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket in = server.accept();
                accepted.incrementAndGet();
                open.add(in);
                if (hangUp || !connect(in)) {
                    quietly(in);
                }
                open.removeIf(Socket::isClosed);
            } catch (IOException closed) {
                cut();
            }
        }
    }

    private boolean connect(Socket in) {
        try {
            Socket out = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(out);
            thread(() -> copy(in, out));
            thread(() -> copy(out, in));
            return true;
        } catch (IOException nobodyThere) {
            return false;
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException cut) {
            quietly(to);
        }
        quietly(from);
        quietly(to);
    }

    private static void quietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void thread(Runnable run) {
        Thread thread = new Thread(run, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
