package io.bactrian.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;

/** A plain socket whose streams are a {@link PacketInput} and a {@link PacketOutput}; tells its wire when it is closed. */
final class LinkSocket extends Socket {
    private final Wire wire;
    private InputStream in;
    private OutputStream out;

    LinkSocket(Wire wire) {
        this.wire = wire;
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        super.connect(endpoint, timeout);
        setTcpNoDelay(true);
    }

    @Override
    public synchronized InputStream getInputStream() throws IOException {
        if (in == null) {
            in = wire.input(super.getInputStream());
        }
        return in;
    }

    @Override
    public synchronized OutputStream getOutputStream() throws IOException {
        if (out == null) {
            out = wire.output(super.getOutputStream());
        }
        return out;
    }

    @Override
    public void close() throws IOException {
        super.close();
        wire.closed();
    }
}
