package io.bactrian.mqtt;

import static io.bactrian.mqtt.Rig.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.EmbeddedBroker;
import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.MosquittoBroker;
import io.bactrian.kit.MqttBroker;
import io.bactrian.kit.Patience;
import io.bactrian.mqtt.client.MqttTls;

@ExpectedErrors("io.bactrian.mqtt")
class SecurityTest {
    @TempDir
    static Path directory;

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(directory.resolve("openssl.log").toFile()).start();
        assertThat(process.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
    }

    private static void certificates() throws Exception {
        if (Files.exists(directory.resolve("client.p12"))) {
            return;
        }
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ca.key",
                "-out",
                "ca.pem", "-subj", "/CN=ca", "-days", "2");
        signed("server", "subjectAltName=IP:127.0.0.1");
        signed("wrong", "subjectAltName=DNS:elsewhere.example");
        signed("client", "extendedKeyUsage=clientAuth");
        run("openssl", "pkcs12", "-export", "-in", "client.pem", "-inkey", "client.key", "-passout", "pass:secret", "-out",
                "client.p12");
        run("openssl", "pkcs8", "-topk8", "-in", "client.key", "-passout", "pass:secret", "-out", "client.enc.key");
    }

    private static void signed(String name, String extension) throws Exception {
        Files.writeString(directory.resolve(name + ".ext"), extension);
        run("openssl", "req", "-newkey", "rsa:2048", "-nodes", "-keyout", name + ".key", "-out", name + ".csr", "-subj",
                "/CN=" + name);
        run("openssl", "x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out",
                name + ".pem", "-days", "2", "-extfile", name + ".ext");
    }

    private static Path file(String name) {
        return directory.resolve(name);
    }

    private static MosquittoBroker encrypted(String certificate, boolean mutual) throws Exception {
        certificates();
        return MosquittoBroker.orSkip("cafile " + file("ca.pem"), "certfile " + file(certificate + ".pem"),
                "keyfile " + file(certificate + ".key"), "require_certificate " + mutual);
    }

    private static Rig rig(MosquittoBroker broker, String scheme, String user, String password, MqttTls tls) {
        Rig rig = new Rig(scheme + "://127.0.0.1:" + broker.port(), "secure");
        rig.mqtt.getConfiguration().setUserName(user);
        rig.mqtt.getConfiguration().setPassword(password);
        rig.mqtt.setTls(tls);
        return rig;
    }

    private static void roundTrip(Rig rig) throws Exception {
        ConcurrentLinkedQueue<String> got = new ConcurrentLinkedQueue<>();
        rig.start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:go").to("paho-mqtt5:t");
                from("paho-mqtt5:t").process(exchange -> got.add(exchange.getIn().getBody(String.class)));
            }
        }).subscribed();
        for (int i = 0; i < 100; i++) {
            rig.camel.createProducerTemplate().requestBody("direct:go", "x".repeat(i * 100));
        }
        eventually(() -> got.size() == 100);
    }

    private static void refused(Rig rig, String why) throws Exception {
        rig.start(new RouteBuilder() {
            @Override
            public void configure() {
                from("paho-mqtt5:t").to("log:x");
            }
        });
        eventually(() -> rig.mqtt.status().get(0).lastError().contains(why));
        assertThat(rig.connected()).isFalse();
    }

    @Test
    void userAndPassword() throws Exception {
        Path passwords = Files.writeString(file("passwords"), "");
        Process tool = new ProcessBuilder("mosquitto_passwd", "-b", passwords.toString(), "me", "sésame").start();
        tool.waitFor();
        try (MosquittoBroker broker = MosquittoBroker.startedOrSkip("allow_anonymous false", "password_file " + passwords)) {
            try (Rig rig = rig(broker, "mqtt", "me", "sésame", null)) {
                roundTrip(rig);
            }
            try (Rig rig = rig(broker, "tcp", "me", "wrong", null)) {
                refused(rig, "0x87");
            }
        }
    }

    @Test
    void tlsTrustsThePemFileAndNothingElse() throws Exception {
        try (MosquittoBroker broker = encrypted("server", false)) {
            broker.start();
            try (Rig rig = rig(broker, "mqtts", null, null, MqttTls.trusting(file("ca.pem")))) {
                roundTrip(rig);
            }
            try (Rig rig = rig(broker, "ssl", null, null, null)) {
                refused(rig, "PKIX");
            }
        }
    }

    @Test
    void theCertificateMustNameTheHostUnlessToldOtherwise() throws Exception {
        try (MosquittoBroker broker = encrypted("wrong", false)) {
            broker.start();
            try (Rig rig = rig(broker, "ssl", null, null, MqttTls.trusting(file("ca.pem")))) {
                refused(rig, "127.0.0.1");
            }
            try (Rig rig = rig(broker, "ssl", null, null, new MqttTls(file("ca.pem"), null, null, null, null, false))) {
                roundTrip(rig);
            }
        }
    }

    @Test
    void mutualTlsWithPemEncryptedPemAndKeystore() throws Exception {
        try (MosquittoBroker broker = encrypted("server", true)) {
            broker.start();
            try (Rig rig = rig(broker, "ssl", null, null,
                    new MqttTls(file("ca.pem"), null, file("client.pem"), file("client.key"), null, true))) {
                roundTrip(rig);
            }
            try (Rig rig = rig(broker, "ssl", null, null,
                    new MqttTls(file("ca.pem"), null, file("client.pem"), file("client.enc.key"), "secret", true))) {
                roundTrip(rig);
            }
            try (Rig rig = rig(broker, "ssl", null, null,
                    new MqttTls(file("ca.pem"), null, file("client.p12"), null, "secret", true))) {
                roundTrip(rig);
            }
            try (Rig rig = rig(broker, "ssl", null, null, MqttTls.trusting(file("ca.pem")))) {
                rig.start(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("paho-mqtt5:t").to("log:x");
                    }
                });
                eventually(() -> !rig.mqtt.status().get(0).lastError().equals("not connected yet"));
                assertThat(rig.connected()).isFalse();
            }
        }
    }

    @Test
    void aMissingTlsFileStopsTheStartAndIsNamed() {
        try (Rig rig = new Rig("ssl://127.0.0.1:1", "x")) {
            rig.mqtt.setTls(MqttTls.trusting(Path.of("/no/such.pem")));
            assertThatThrownBy(() -> rig.start(new RouteBuilder() {
                @Override
                public void configure() {
                    from("paho-mqtt5:t").to("log:x");
                }
            })).hasStackTraceContaining("/no/such.pem");
        }
    }

    /** Against another broker: Mosquitto's web sockets do not start on every machine. */
    @Test
    @Tag("slow")
    void webSockets() throws Exception {
        try (MqttBroker broker = new EmbeddedBroker()) {
            broker.start();
            try (Rig rig = new Rig(broker.url().replace("tcp://", "ws://"), "web")) {
                roundTrip(rig);
            }
        }
    }
}
