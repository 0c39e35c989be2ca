package io.bactrian.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** A connection to the broker: MQTT 5, clean session, no keep-alive. Reading and writing may be two threads. */
final class Link implements AutoCloseable {
    private static final int PATIENCE_MS = 10_000;
    private final Socket socket;
    final PacketReader in;
    final PacketWriter out;

    Link(int port, String clientId) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new PacketReader(socket.getInputStream());
        out = new PacketWriter(socket.getOutputStream());
        out.connect(clientId);
        expect(PacketReader.CONNACK, 1);
    }

    void subscribe(String filter) throws IOException {
        out.subscribe(1, filter);
        expect(PacketReader.SUBACK, 3);
    }

    private void expect(int type, int reasonAt) throws IOException {
        out.flush();
        socket.setSoTimeout(PATIENCE_MS);
        while (!in.next()) {
            if (!in.read()) {
                throw new IOException("The broker closed the connection instead of sending packet type " + type);
            }
        }
        if (in.type() != type || in.byteAt(reasonAt) > 2) {
            throw new IOException("The broker answered with packet type " + in.type() + ", reason " + in.byteAt(reasonAt)
                    + "; expected type " + type + " and success");
        }
        socket.setSoTimeout(0);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
