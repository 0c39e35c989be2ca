package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.Patience;
import io.bactrian.kube.DeviceSync;
import io.bactrian.kube.Devices;
import io.bactrian.kube.FakeMetaServer;
import io.bactrian.kube.KubernetesSettings;
import io.bactrian.kube.SyncStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

/** The API over HTTPS, as a pod reaches it with its service account, and as a kubeconfig says. */
@ExpectedErrors("io.bactrian.kube")
class ClusterAccessTest {
    private static final String TOKEN = "token-of-the-service-account";

    @TempDir
    static Path certificates;
    @TempDir
    private Path dir;
    private final Map<String, String> before = new HashMap<>();

    @BeforeAll
    static void certificate() throws Exception {
        Files.writeString(certificates.resolve("ext"), "subjectAltName=IP:127.0.0.1");
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=ca",
                "-days",
                "2");
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "api.key", "-out", "api.csr", "-subj", "/CN=api");
        openssl("x509", "-req", "-in", "api.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "api.pem",
                "-days", "2", "-extfile", "ext");
        openssl("pkcs12", "-export", "-in", "api.pem", "-inkey", "api.key", "-passout", "pass:secret", "-out", "api.p12");
    }

    private static void openssl(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = "openssl";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).directory(certificates.toFile()).redirectErrorStream(true)
                .redirectOutput(certificates.resolve("log").toFile()).start();
        assertThat(process.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
    }

    private static SSLContext tls() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(certificates.resolve("api.p12"))) {
            keys.load(in, "secret".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "secret".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    @AfterEach
    void restore() {
        before.forEach((key, value) -> {
            if (value == null) {
                System.clearProperty(key);
            } else {
                System.setProperty(key, value);
            }
        });
    }

    private void property(String key, Object value) {
        before.putIfAbsent(key, System.getProperty(key));
        System.setProperty(key, value.toString());
    }

    private SyncStatus polled() throws Exception {
        Path models = Files.createDirectories(dir.resolve("models"));
        Settings settings = Settings.read(new SmallRyeConfigBuilder().withSources(new PropertiesConfigSource(
                Map.of("bactrian.models.dir", models.toString(), "kafka.bootstrap.servers", "localhost:9092"), "test", 100))
                .build());
        try (KubernetesClient client = new KubernetesClientBuilder().withConfig(new KubernetesProducers().cluster(settings))
                .build()) {
            DeviceSync sync = new DeviceSync(new KubernetesSettings("edge1", null, dir.resolve("kubernetes"), "pumps",
                    Duration.ofSeconds(1), Patience.LONG), () -> client, directory -> {
                    }, Clock.systemUTC());
            sync.sync();
            return sync.status();
        }
    }

    private void asPodOf(FakeMetaServer api, String token) throws Exception {
        property("KUBERNETES_SERVICE_HOST", "127.0.0.1");
        property("KUBERNETES_SERVICE_PORT", api.url().replaceAll(".*:", ""));
        property("kubernetes.auth.serviceAccount.token", Files.writeString(dir.resolve("token"), token));
        property("kubernetes.certs.ca.file", certificates.resolve("ca.pem"));
        property("kubernetes.auth.tryKubeConfig", false);
    }

    @Test
    void aPodIsKnownByTheTokenOfItsServiceAccountAndTrustsTheClustersAuthority() throws Exception {
        try (FakeMetaServer api = new FakeMetaServer("edge1", tls(), TOKEN)) {
            api.put("devices", Devices.device("pump-1", "edge1", ""));
            asPodOf(api, TOKEN);

            assertThat(polled().source()).isEqualTo(SyncStatus.Source.CLOUD);
        }
    }

    @Test
    void aWrongTokenAndAnUnknownAuthorityAreSaid() throws Exception {
        try (FakeMetaServer api = new FakeMetaServer("edge1", tls(), TOKEN)) {
            asPodOf(api, "another");
            assertThat(polled().trouble()).contains("401", api.url()).doesNotContain("another");

            asPodOf(api, TOKEN);
            property("kubernetes.certs.ca.file", "");
            assertThat(polled().trouble()).contains(api.url()).containsIgnoringCase("ssl");
        }
    }

    @Test
    void aKubeconfigSaysWhereTheApiIsAndWhoAsks() throws Exception {
        try (FakeMetaServer api = new FakeMetaServer("edge1", tls(), TOKEN)) {
            api.put("devices", Devices.device("pump-1", "edge1", ""));
            property("kubernetes.auth.tryServiceAccount", false);
            property("kubeconfig",
                    Files.writeString(dir.resolve("config"), """
                                                             apiVersion: v1
                                                             kind: Config
                                                             current-context: edge
                                                             contexts:
                                                               - name: edge
                                                                 context: {cluster: edge, user: edge}
                                                             clusters:
                                                               - name: edge
                                                                 cluster: {server: %s, certificate-authority: %s}
                                                             users:
                                                               - name: edge
                                                                 user: {token: %s}
                                                             """.formatted(api.url(), certificates.resolve("ca.pem"),
                            TOKEN)));

            assertThat(polled().source()).isEqualTo(SyncStatus.Source.CLOUD);
        }
    }
}
