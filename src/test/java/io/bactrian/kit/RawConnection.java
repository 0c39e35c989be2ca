package io.bactrian.kit;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * An MQTT 5 connection that sends what it is told, however wrong, and says what became of each QoS 1 message: acknowledged, refused, or cut
 * off when the connection ended first. One thread sends; the listener hears a thread of this.
 */
public final class RawConnection implements AutoCloseable {
    /** What the broker made of a message. */
    public enum Fate {
        ACKNOWLEDGED, REFUSED, CUT_OFF
    }

    /** Hears the fate of each QoS 1 message, by the name it was sent with. */
    public interface Listener {
        void heard(String name, Fate fate);
    }

    private static final int IN_FLIGHT = 500;
    private static final int CHUNK = 1 << 16;
    private static final int CONNACK = 2;
    private static final int PUBACK = 4;

    private final Socket socket;
    private final OutputStream out;
    private final Listener listener;
    private final Semaphore places = new Semaphore(IN_FLIGHT);
    private final Map<Integer, String> unacknowledged = new ConcurrentHashMap<>();
    private final byte[] filler = new byte[CHUNK];
    private volatile boolean open = true;
    private int lastId;

    private RawConnection(Socket socket, Listener listener) throws IOException {
        this.socket = socket;
        this.listener = listener;
        out = socket.getOutputStream();
        Arrays.fill(filler, (byte) ' ');
    }

    /** Connects with a clean session and without a keep-alive. */
    public static RawConnection open(int port, String user, Listener listener) throws IOException {
        var connection = new RawConnection(new Socket(InetAddress.getLoopbackAddress(), port), listener);
        var name = RawPublish.sized(RawPublish.utf8(user));
        var variable = RawPublish.joined(new byte[]{0, 4, 'M', 'Q', 'T', 'T', 5, (byte) 0x82, 0, 0, 0}, name, name);
        connection.out.write(RawPublish.joined(new byte[]{0x10}, RawPublish.number(variable.length), variable));
        var thread = new Thread(connection::read, "raw-" + user);
        thread.setDaemon(true);
        thread.start();
        return connection;
    }

    /** Sends; waits while many are unacknowledged, or the broker does not read. Fails once the connection has ended. */
    public void publish(String name, RawPublish publish) throws IOException {
        var id = 0;
        if (publish.qos() > 0) {
            awaitPlace();
            id = lastId = lastId % 0xffff + 1;
            unacknowledged.put(id, name);
        }
        try {
            out.write(publish.encoded(id));
            for (var left = publish.filler(); left > 0; left -= CHUNK) {
                out.write(filler, 0, (int) Math.min(left, CHUNK));
            }
        } catch (IOException e) {
            end();
            throw e;
        }
        if (!open) {
            end();
        }
    }

    private void awaitPlace() throws IOException {
        try {
            while (!places.tryAcquire(100, TimeUnit.MILLISECONDS)) {
                if (!open) {
                    throw new IOException("The connection has ended");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }

    public boolean isOpen() {
        return open;
    }

    private void read() {
        try (var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()))) {
            while (true) {
                var type = in.readUnsignedByte() >> 4;
                var body = in.readNBytes(length(in));
                if (type == PUBACK) {
                    heard(body);
                } else if (type != CONNACK) {
                    return;
                }
            }
        } catch (IOException ended) {
            // by either side
        } finally {
            end();
        }
    }

    private static int length(DataInputStream in) throws IOException {
        var length = 0;
        for (var shift = 0;; shift += 7) {
            var next = in.readUnsignedByte();
            length |= (next & 127) << shift;
            if (next < 128) {
                return length;
            }
        }
    }

    private void heard(byte[] puback) {
        var name = unacknowledged.remove((puback[0] & 255) << 8 | puback[1] & 255);
        places.release();
        if (name != null) {
            listener.heard(name, puback.length > 2 && (puback[2] & 255) >= 0x80 ? Fate.REFUSED : Fate.ACKNOWLEDGED);
        }
    }

    private void end() {
        open = false;
        close();
        unacknowledged.keySet().forEach(id -> {
            var name = unacknowledged.remove(id);
            if (name != null) {
                listener.heard(name, Fate.CUT_OFF);
            }
        });
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone
        }
    }
}
