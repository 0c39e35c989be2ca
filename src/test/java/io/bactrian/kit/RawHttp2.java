package io.bactrian.kit;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A connection of HTTP/2 in clear text that sends what it is told, and nothing by itself. Not safe for use by several threads. */
public final class RawHttp2 implements AutoCloseable {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int RESET = 3;
    public static final int PING = 6;
    private static final int SETTINGS = 4;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    private static final int INITIAL_WINDOW_SIZE = 4;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    /** What the server sent. */
    public record Frame(int type, int flags, int stream, byte[] payload) {
        /** The error code of a RST_STREAM. */
        public int code() {
            return payload[3];
        }
    }

    /** @param window the most bytes of a response that may come on a stream */
    public RawHttp2(int port, int window) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) Patience.LONG.toMillis());
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
        out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        send(SETTINGS, 0, 0, new byte[]{0, INITIAL_WINDOW_SIZE, (byte) (window >> 24), (byte) (window >> 16),
            (byte) (window >> 8), (byte) window});
    }

    private void send(int type, int flags, int stream, byte[] payload) throws IOException {
        out.writeByte(payload.length >> 16);
        out.writeShort(payload.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.write(payload);
        out.flush();
    }

    /** Begins a call of gRPC. */
    public void call(int stream, String path) throws IOException {
        var head = new ByteArrayOutputStream();
        head.writeBytes(new byte[]{(byte) 0x83, (byte) 0x86, 0x04});
        text(head, path);
        head.write(0x01);
        text(head, "localhost");
        head.writeBytes(new byte[]{0x0f, 0x10});
        text(head, "application/grpc");
        send(HEADERS, END_HEADERS, stream, head.toByteArray());
    }

    private static void text(ByteArrayOutputStream head, String text) {
        head.write(text.length());
        head.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** A message of a call, which goes on. */
    public void message(int stream, byte[] message) throws IOException {
        byte[] framed = new byte[message.length + 5];
        framed[3] = (byte) (message.length >> 8);
        framed[4] = (byte) message.length;
        System.arraycopy(message, 0, framed, 5, message.length);
        send(DATA, 0, stream, framed);
    }

    public void answer(Frame ping) throws IOException {
        send(PING, ACK, 0, ping.payload());
    }

    /** Null when the server has ended the connection. */
    public Frame next() throws IOException {
        try {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            return new Frame(type, flags, in.readInt(), in.readNBytes(length));
        } catch (EOFException | SocketException ended) {
            return null;
        }
    }

    /** The next of its type; null when the server has ended the connection before. */
    public Frame next(int type) throws IOException {
        Frame next = next();
        while (next != null && next.type() != type) {
            next = next();
        }
        return next;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
