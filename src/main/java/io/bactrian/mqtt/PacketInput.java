package io.bactrian.mqtt;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Stands between the socket and Paho's reader and hands it whole packets, few system calls for many. One thread reads.
 * Nothing is read before the CONNECT is written: Paho's starting thread would loop for ever if its reader ended earlier.
 */
final class PacketInput extends InputStream {
    private static final int KEEP = 1 << 20;

    private final InputStream socket;
    private final CountDownLatch connectSent;
    private final PacketInspector inspector;
    private final byte[] buffer = new byte[16_384];
    private int position;
    private int limit;
    private byte[] packet = new byte[1024];
    private int have;
    private int length = -1;
    private int read;
    private int readable;

    PacketInput(InputStream socket, CountDownLatch connectSent, PacketInspector inspector) {
        this.socket = socket;
        this.connectSent = connectSent;
        this.inspector = inspector;
    }

    @Override
    public int read() throws IOException {
        return read < readable || nextPacket() ? packet[read++] & 0xff : -1;
    }

    @Override
    public int read(byte[] to, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        if (read == readable && !nextPacket()) {
            return -1;
        }
        int n = Math.min(count, readable - read);
        System.arraycopy(packet, read, to, offset, n);
        read += n;
        return n;
    }

    @Override
    public int available() {
        return readable - read;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Collects the next packet; what it has got when the socket times out is kept for the next call. */
    private boolean nextPacket() throws IOException {
        if (packet.length > KEEP) {
            packet = new byte[1024];
        }
        read = 0;
        readable = 0;
        while (true) {
            if (position == limit && !fill()) {
                return false;
            }
            int n = length < 0 ? 1 : Math.min(length - have, limit - position);
            if (have + n > packet.length) {
                packet = Arrays.copyOf(packet, Math.max(length, packet.length));
            }
            System.arraycopy(buffer, position, packet, have, n);
            position += n;
            have += n;
            if (length < 0) {
                length = PacketInspector.length(packet, have);
            }
            if (have == length) {
                boolean handOver = inspector.inspect(packet, length);
                have = 0;
                length = -1;
                if (handOver) {
                    read = inspector.from();
                    readable = inspector.to();
                    return true;
                }
            }
        }
    }

    private boolean fill() throws IOException {
        try {
            if (!connectSent.await(1, TimeUnit.SECONDS)) {
                throw new SocketTimeoutException("the CONNECT is not sent yet");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EOFException("interrupted before the CONNECT was sent");
        }
        int n = socket.read(buffer, 0, buffer.length);
        position = 0;
        limit = Math.max(n, 0);
        return n > 0;
    }
}
