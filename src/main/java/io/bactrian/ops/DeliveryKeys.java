package io.bactrian.ops;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.bactrian.announce.TrustedKeys;
import io.bactrian.delivery.remote.CredentialFile;

/** What is to hold among the keys of deliveries, and what is made of them. */
final class DeliveryKeys {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern ENDPOINT = Pattern.compile("https?://[A-Za-z0-9.\\[\\]:-]+(/[A-Za-z0-9._~/-]*)?");

    private DeliveryKeys() {
    }

    private static CredentialFile credentials(Path file) {
        CredentialFile credentials = new CredentialFile(file);
        try {
            credentials.check();
            return credentials;
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    static void check(ConfigValues values, Configuration configuration) {
        DeliveryConfiguration delivery = configuration.delivery();
        delivery.namespace().ifPresent(
                name -> Settings.form(values, "bactrian.delivery.namespace", name, NAME, "the name of a namespace"));
        delivery.statusNamespace().ifPresent(
                name -> Settings.form(values, "bactrian.delivery.status-namespace", name, NAME, "the name of a namespace"));
        delivery.volume()
                .ifPresent(path -> values.checked("bactrian.delivery.volume", path.toString(), "a folder that can be read",
                        ReadablePath::folder));
        delivery.keys().ifPresent(path -> values.checked("bactrian.delivery.keys", path.toString(),
                "public Ed25519 keys as PEM", DeliveryKeys::keys));
        delivery.labels().ifPresent(
                text -> values.checked("bactrian.delivery.labels", text, "KEY=VALUE, several with commas",
                        DeliveryKeys::labels));
        delivery.credentials().ifPresent(file -> values.checked("bactrian.delivery.credentials", file.toString(),
                "a file with credentials by host", path -> credentials(Path.of(path))));
        delivery.s3Endpoint().ifPresent(url -> Settings.form(values, "bactrian.delivery.s3-endpoint", url, ENDPOINT,
                "https://HOST, or http://HOST where there is no TLS, without a user"));
        Settings.form(values, "bactrian.delivery.s3-region", delivery.s3Region(), NAME, "the name of a region");
        if (delivery.source().kubernetes()) {
            required(values, "bactrian.kubernetes.node", configuration.kubernetes().node(), "the name of this node");
            required(values, "bactrian.delivery.namespace", delivery.namespace(), "the namespace of the pod");
        }
    }

    private static void required(ConfigValues values, String key, Optional<String> value, String expected) {
        if (value.isEmpty()) {
            values.problem(key, "", expected, "bactrian.delivery.source is kubernetes");
        }
    }

    private static List<PublicKey> keys(String path) {
        try {
            return TrustedKeys.read(Path.of(path));
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Of {@code bactrian.delivery.labels}. */
    static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        for (String pair : text.split(",")) {
            String[] parts = pair.strip().split("=", 2);
            if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
                throw new IllegalArgumentException("'" + pair.strip() + "' does not have that form");
            }
            labels.put(parts[0], parts[1]);
        }
        return labels;
    }

    /** Empty for the JVM's own trust. */
    static Optional<SSLContext> trust(ConfigValues values, Configuration configuration) {
        return configuration.delivery().ca().map(file -> values.checked("bactrian.delivery.ca", file.toString(),
                "a file with certificates as PEM", path -> trust(Path.of(path))));
    }

    private static SSLContext trust(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("ca-" + trusted.size(), certificate);
            }
            if (trusted.size() == 0) {
                throw new IllegalArgumentException("it has no certificate");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("it cannot be read: " + e.getMessage(), e);
        }
    }
}
