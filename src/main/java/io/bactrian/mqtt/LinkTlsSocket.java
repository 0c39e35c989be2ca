package io.bactrian.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;

import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * The encrypted twin of {@link LinkSocket}: the JDK's TLS over a plain socket, packet streams above it. The JDK's socket exists from
 * {@link #connect} on. Host name verification is decided here; what Paho sets in {@link #setSSLParameters} would undo the server name.
 */
final class LinkTlsSocket extends SSLSocket {
    private final Wire wire;
    private final SSLSocketFactory factory;
    private final boolean verifyHostname;
    private final Socket plain = new Socket();
    private SSLSocket tls;
    private InputStream in;
    private OutputStream out;

    LinkTlsSocket(Wire wire, SSLSocketFactory factory, boolean verifyHostname) {
        this.wire = wire;
        this.factory = factory;
        this.verifyHostname = verifyHostname;
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        plain.connect(endpoint, timeout);
        plain.setTcpNoDelay(true);
        InetSocketAddress address = (InetSocketAddress) endpoint;
        tls = (SSLSocket) factory.createSocket(plain, address.getHostString(), address.getPort(), true);
        if (verifyHostname) {
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
        }
    }

    @Override
    public void setSSLParameters(SSLParameters pahos) {
        // left as connect set them
    }

    @Override
    public synchronized InputStream getInputStream() throws IOException {
        if (in == null) {
            in = wire.input(tls.getInputStream());
        }
        return in;
    }

    @Override
    public synchronized OutputStream getOutputStream() throws IOException {
        if (out == null) {
            out = wire.output(tls.getOutputStream());
        }
        return out;
    }

    /** Closes the plain socket: a TLS farewell could wait for a writer that is stuck. */
    @Override
    public void close() throws IOException {
        plain.close();
        wire.closed();
    }

    @Override
    public void shutdownInput() {
        // nothing: TLS cannot, and close follows
    }

    @Override
    public synchronized void setSoTimeout(int timeout) throws SocketException {
        plain.setSoTimeout(timeout);
    }

    @Override
    public synchronized int getSoTimeout() throws SocketException {
        return plain.getSoTimeout();
    }

    @Override
    public void startHandshake() throws IOException {
        tls.startHandshake();
    }

    @Override
    public SSLSession getSession() {
        return tls.getSession();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return tls.getSupportedCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return tls.getEnabledCipherSuites();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        tls.setEnabledCipherSuites(suites);
    }

    @Override
    public String[] getSupportedProtocols() {
        return tls.getSupportedProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return tls.getEnabledProtocols();
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        tls.setEnabledProtocols(protocols);
    }

    @Override
    public void addHandshakeCompletedListener(HandshakeCompletedListener listener) {
        tls.addHandshakeCompletedListener(listener);
    }

    @Override
    public void removeHandshakeCompletedListener(HandshakeCompletedListener listener) {
        tls.removeHandshakeCompletedListener(listener);
    }

    @Override
    public void setUseClientMode(boolean mode) {
        tls.setUseClientMode(mode);
    }

    @Override
    public boolean getUseClientMode() {
        return tls.getUseClientMode();
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        tls.setNeedClientAuth(need);
    }

    @Override
    public boolean getNeedClientAuth() {
        return tls.getNeedClientAuth();
    }

    @Override
    public void setWantClientAuth(boolean want) {
        tls.setWantClientAuth(want);
    }

    @Override
    public boolean getWantClientAuth() {
        return tls.getWantClientAuth();
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {
        tls.setEnableSessionCreation(flag);
    }

    @Override
    public boolean getEnableSessionCreation() {
        return tls.getEnableSessionCreation();
    }
}
