package io.bactrian.mqtt.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTroubleTest {
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @TempDir
    Path dir;

    @Test
    void anExpiredCertificateIsSaidToBeSoWithItsDatesAndNames() throws Exception {
        Instant from = NOW.minus(10, ChronoUnit.DAYS);
        Instant until = NOW.minus(2, ChronoUnit.DAYS);
        ca();
        signed("server", from, until);

        assertThat(connect("server", trusting("ca"), "127.0.0.1")).contains("the broker's certificate has expired",
                "subject CN=server", "issuer CN=ca", "to " + until, "renew it at the broker");
    }

    @Test
    void aCertificateOfTheFutureIsSaidToBeNotValidYet() throws Exception {
        Instant from = NOW.plus(2, ChronoUnit.DAYS);
        ca();
        signed("server", from, NOW.plus(9, ChronoUnit.DAYS));

        assertThat(connect("server", trusting("ca"), "127.0.0.1")).contains("the broker's certificate is not valid yet",
                "subject CN=server", "valid from " + from, "clock");
    }

    @Test
    void aCaThatIsNotTrustedIsSaidToBeSoWithTheKeyToSet() throws Exception {
        ca();
        valid("server");

        assertThat(connect("server", new MqttTls(null, null, null, null, null, true), "127.0.0.1"))
                .contains("not signed by a CA that is trusted here", "bactrian.mqtt.tls.ca");
    }

    @Test
    void anotherHostsCertificateIsSaidToBeForAnotherHost() throws Exception {
        ca();
        valid("server");

        assertThat(connect("server", trusting("ca"), "localhost")).contains("for another host than 'localhost'",
                "bactrian.mqtt.tls.verify-hostname");
    }

    @Test
    void aMissingClientCertificateIsAskedFor() throws Exception {
        ca();
        valid("server");

        assertThat(connect("server", trusting("ca"), "127.0.0.1", true)).contains("asks for a client certificate",
                "bactrian.mqtt.tls.certificate");
    }

    @Test
    void aClientCertificateThatTheBrokerDoesNotTrustIsSaidToBeOurs() throws Exception {
        ca();
        valid("server");
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "own.key", "-out",
                "own.pem", "-subj", "/CN=own", "-days", "2");

        assertThat(connect("server", new MqttTls(dir.resolve("ca.pem"), null, dir.resolve("own.pem"), dir.resolve("own.key"),
                null, true), "127.0.0.1", true)).contains("the broker refuses our certificate");
    }

    @Test
    void aPortWithoutTlsIsSaidToBeSo() throws Exception {
        ca();
        try (java.net.ServerSocket plain = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture.runAsync(() -> answered(() -> {
                try (var socket = plain.accept()) {
                    socket.getInputStream().read();
                    socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().readAllBytes();
                }
                return null;
            }));

            assertThat(handshake(trusting("ca"), "127.0.0.1", plain.getLocalPort()))
                    .contains("does not speak TLS on this port");
        }
    }

    @Test
    void anOrdinaryFailureIsNoTroubleWithTls() {
        assertThat(TlsTrouble.explain(new IOException("Connection refused"), "x", false)).isEmpty();
    }

    private MqttTls trusting(String ca) {
        return MqttTls.trusting(dir.resolve(ca + ".pem"));
    }

    private String connect(String certificate, MqttTls client, String host) throws Exception {
        return connect(certificate, client, host, false);
    }

    private String connect(String certificate, MqttTls client, String host, boolean mutual) throws Exception {
        MqttTls identity = new MqttTls(dir.resolve("ca.pem"), null, dir.resolve(certificate + ".pem"),
                dir.resolve(certificate + ".key"), null, false);
        try (SSLServerSocket server = (SSLServerSocket) identity.context().getServerSocketFactory().createServerSocket(0, 1,
                InetAddress.getLoopbackAddress())) {
            server.setNeedClientAuth(mutual);
            CompletableFuture.runAsync(() -> answered(() -> {
                try (SSLSocket socket = (SSLSocket) server.accept()) {
                    socket.startHandshake();
                    socket.getInputStream().read();
                }
                return null;
            }));
            return handshake(client, host, server.getLocalPort());
        }
    }

    private static String handshake(MqttTls tls, String host, int port) throws Exception {
        try (SSLSocket socket = (SSLSocket) tls.context().getSocketFactory().createSocket(host, port)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            socket.getInputStream().read();
            return "nothing is wrong";
        } catch (IOException e) {
            return TlsTrouble.explain(e, host, tls.certificate() != null).orElseThrow(() -> e);
        }
    }

    private static void answered(Callable<Void> server) {
        try {
            server.call();
        } catch (Exception expectedByTheClient) {
            // the client's side is what is looked at
        }
    }

    private void ca() throws Exception {
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ca.key", "-out",
                "ca.pem", "-subj", "/CN=ca", "-days", "2");
        Files.writeString(dir.resolve("index.txt"), "");
        Files.writeString(dir.resolve("serial"), "01");
        Files.writeString(dir.resolve("ca.conf"), """
                                                  [ca]
                                                  default_ca = own
                                                  [own]
                                                  new_certs_dir = .
                                                  database = index.txt
                                                  serial = serial
                                                  default_md = sha256
                                                  policy = any
                                                  x509_extensions = host
                                                  [any]
                                                  commonName = supplied
                                                  [host]
                                                  subjectAltName = IP:127.0.0.1
                                                  """);
    }

    private void valid(String name) throws Exception {
        signed(name, NOW.minus(1, ChronoUnit.DAYS), NOW.plus(1, ChronoUnit.DAYS));
    }

    private void signed(String name, Instant from, Instant until) throws Exception {
        DateTimeFormatter form = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", name + ".key", "-out",
                name + ".csr", "-subj", "/CN=" + name);
        openssl("ca", "-batch", "-config", "ca.conf", "-cert", "ca.pem", "-keyfile", "ca.key", "-startdate", form.format(from),
                "-enddate", form.format(until), "-notext", "-in", name + ".csr", "-out", name + ".pem");
    }

    private void openssl(String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("openssl").directory(dir.toFile()).redirectErrorStream(true)
                .redirectOutput(dir.resolve("openssl.log").toFile());
        builder.command().addAll(java.util.List.of(arguments));
        assertThat(builder.start().waitFor()).as("%s: %s", builder.command(), dir.resolve("openssl.log")).isZero();
    }
}
