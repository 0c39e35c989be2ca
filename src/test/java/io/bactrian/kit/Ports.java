package io.bactrian.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Loopback TCP ports. */
public final class Ports {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private Ports() {
    }

    /** A port nobody listens on at the moment. */
    public static int free() {
        try (var socket = new ServerSocket(0, 1, LOOPBACK)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No free loopback port", e);
        }
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
