package io.bactrian.kit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/** Loopback TCP ports. */
public final class Ports {
    private static final int LOWEST = 15_000;
    private static final int LOWEST_OF_CONNECTIONS = 32_768;
    private static final int MOST_TRIES = 1_000;
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private Ports() {
    }

    /**
     * A port nobody listens on at the moment; at random, and below those that the system gives to connections, so that neither a connection
     * nor another test takes it before its server does.
     */
    public static int free() {
        for (var tries = 0; tries < MOST_TRIES; tries++) {
            var port = ThreadLocalRandom.current().nextInt(LOWEST, LOWEST_OF_CONNECTIONS);
            try (var socket = new ServerSocket(port, 1, LOOPBACK)) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // the next one
            }
        }
        throw new IllegalStateException("No free loopback port after " + MOST_TRIES + " tries");
    }

    /** {@code wanted} when nobody listens on it, any free port otherwise. */
    public static int freeOr(int wanted) {
        try (var socket = new ServerSocket(wanted, 1, LOOPBACK)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            return free();
        }
    }

    /** Whether somebody accepts connections on the port. */
    public static boolean answers(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(LOOPBACK, port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits until somebody accepts connections on the port. */
    static void awaitAnswer(int port) {
        if (!Patience.whileItMoves(() -> 0, Patience.LONG, () -> answers(port))) {
            throw new IllegalStateException("Nobody listens on port " + port + " after " + Patience.LONG.toSeconds() + " s");
        }
    }

    static void awaitAnswer(int port, ChildProcess process) {
        process.await("listening on port " + port, Patience.LONG, () -> answers(port));
    }
}
