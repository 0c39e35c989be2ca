package io.bactrian.mqtt.client;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whom to trust and who we are, as files: read anew at each connection attempt, so a renewed certificate needs no restart.
 *
 * @param trust PEM file of CA certificates, or a keystore ({@code .p12}, {@code .pfx}, {@code .jks}); null for the JVM's own
 * @param trustPassword of the keystore; null for PEM
 * @param certificate our certificate chain in PEM, or a keystore with the key in it; null to show none
 * @param key our private key in PEM, PKCS #8; null when {@code certificate} is a keystore
 * @param keyPassword of the keystore or of an encrypted PEM key; may be null
 * @param verifyHostname whether the broker's certificate must name the host of the url
 */
public record MqttTls(Path trust, String trustPassword, Path certificate, Path key, String keyPassword,
        boolean verifyHostname) {

    public MqttTls {
        if (key != null && certificate == null) {
            throw new IllegalArgumentException(
                    "MQTT TLS has the key " + key + " and no certificate: name the certificate that goes with it");
        }
        if (certificate != null && key == null && !KeyFiles.isKeystore(certificate)) {
            throw new IllegalArgumentException("MQTT TLS has the certificate " + certificate
                    + " and no key: name its PKCS #8 PEM key, or give both in one .p12 keystore");
        }
    }

    /** Trusts the CA certificates of a PEM file or keystore without a password, shows no certificate, verifies the host name. */
    public static MqttTls trusting(Path trust) {
        return new MqttTls(trust, null, null, null, null, true);
    }

    boolean showsCertificate() {
        return certificate != null;
    }

    /**
     * Reads the files; not on the event loop.
     *
     * @throws IOException naming the file that cannot be read or understood
     */
    public SSLContext context() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(certificate == null ? null : keyManagers(), trust == null ? null : trustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("MQTT TLS cannot be set up from " + this + ": " + e.getMessage(), e);
        }
    }

    private TrustManager[] trustManagers() throws IOException, GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(KeyFiles.trusted(trust, trustPassword));
        return factory.getTrustManagers();
    }

    private KeyManager[] keyManagers() throws IOException, GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(KeyFiles.identity(certificate, key, keyPassword), KeyFiles.chars(keyPassword));
        return factory.getKeyManagers();
    }

    @Override
    public String toString() {
        return "MqttTls[trust=" + trust + ", certificate=" + certificate + ", key=" + key + ", verifyHostname=" + verifyHostname
                + "]";
    }
}
