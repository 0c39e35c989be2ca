package io.bactrian.mqtt;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/** The socket of one connection attempt, made for Paho by its {@link #factory}, and the only handle by which it is ended. */
final class Wire {
    private final boolean framed;
    private final Runnable onClosed;
    private final CountDownLatch connectSent = new CountDownLatch(1);
    private final PacketInspector inspector;
    private final AtomicLong queued = new AtomicLong();
    private volatile Socket socket;
    private volatile boolean dead;

    /**
     * @param framed whether MQTT packets go over the socket as they are, not in web socket frames
     * @param inspector of what comes in, when framed
     * @param onClosed called whenever the socket is closed, by whichever thread closes it
     */
    Wire(boolean framed, PacketInspector inspector, Runnable onClosed) {
        this.framed = framed;
        this.inspector = inspector;
        this.onClosed = onClosed;
    }

    SocketFactory factory(MqttTls tls, boolean encrypted) throws IOException {
        if (!encrypted) {
            return new Plain();
        }
        SSLSocketFactory jdk = tls == null
                ? (SSLSocketFactory) SSLSocketFactory.getDefault()
                : tls.context().getSocketFactory();
        return new Encrypted(jdk, tls == null || tls.verifyHostname());
    }

    InputStream input(InputStream in) {
        return framed ? new PacketInput(in, connectSent, inspector) : new BufferedInputStream(in);
    }

    OutputStream output(OutputStream out) {
        return framed ? new PacketOutput(out, connectSent, queued) : out;
    }

    /** Tells that Paho has taken one more PUBLISH or PUBACK of ours. */
    void queued() {
        queued.incrementAndGet();
    }

    void closed() {
        onClosed.run();
    }

    /** Closes the socket, now or as soon as there is one; Paho's threads end by the error they get. */
    void kill() {
        dead = true;
        Socket opened = socket;
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException e) {
                onClosed.run();
            }
        }
    }

    private Socket register(Socket made) throws IOException {
        socket = made;
        if (dead) {
            made.close();
            throw new IOException("the connection was given up");
        }
        return made;
    }

    private static IOException connectedElsewhere() {
        return new IOException("this factory makes unconnected sockets only");
    }

    private final class Plain extends SocketFactory {
        @Override
        public Socket createSocket() throws IOException {
            return register(new LinkSocket(Wire.this));
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            throw connectedElsewhere();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            throw connectedElsewhere();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            throw connectedElsewhere();
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort) throws IOException {
            throw connectedElsewhere();
        }
    }

    private final class Encrypted extends SSLSocketFactory {
        private final SSLSocketFactory jdk;
        private final boolean verifyHostname;

        Encrypted(SSLSocketFactory jdk, boolean verifyHostname) {
            this.jdk = jdk;
            this.verifyHostname = verifyHostname;
        }

        @Override
        public Socket createSocket() throws IOException {
            return register(new LinkTlsSocket(Wire.this, jdk, verifyHostname));
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return jdk.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return jdk.getSupportedCipherSuites();
        }

        @Override
        public Socket createSocket(Socket plain, String host, int port, boolean autoClose) throws IOException {
            throw connectedElsewhere();
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            throw connectedElsewhere();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            throw connectedElsewhere();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            throw connectedElsewhere();
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort) throws IOException {
            throw connectedElsewhere();
        }
    }
}
