package io.bactrian.mqtt;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.bactrian.mqtt.client.TlsSource;

/**
 * Whom to trust and who we are. Files are read anew at each connection attempt, so a renewed certificate needs no restart.
 *
 * @param trust PEM file of CA certificates, or a keystore ({@code .p12}, {@code .pfx}, {@code .jks}); null for the JVM's own
 * @param trustPassword of the keystore; null for PEM
 * @param certificate our certificate chain in PEM, or a keystore with the key in it; null to show none
 * @param key our private key in PEM, PKCS #8; null when {@code certificate} is a keystore
 * @param keyPassword of the keystore or of an encrypted PEM key; may be null
 * @param verifyHostname whether the broker's certificate must name the host of the url
 */
public record MqttTls(Path trust, String trustPassword, Path certificate, Path key, String keyPassword,
        boolean verifyHostname) implements TlsSource {

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

    @Override
    public boolean showsCertificate() {
        return certificate != null;
    }

    /**
     * Reads the files.
     *
     * @throws IOException naming the file that cannot be read or understood
     */
    @Override
    public SSLContext context() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(certificate == null ? null : keyManagers().getKeyManagers(),
                    trust == null ? null : trustManagers().getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("MQTT TLS cannot be set up from " + this + ": " + e.getMessage(), e);
        }
    }

    private TrustManagerFactory trustManagers() throws IOException, GeneralSecurityException {
        KeyStore store = KeyFiles.isKeystore(trust) ? KeyFiles.keystore(trust, trustPassword) : KeyFiles.trusted(trust);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private KeyManagerFactory keyManagers() throws IOException, GeneralSecurityException {
        KeyStore store = key == null
                ? KeyFiles.keystore(certificate, keyPassword)
                : KeyFiles.identity(certificate, key, keyPassword);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, KeyFiles.chars(keyPassword));
        return factory;
    }

    @Override
    public String toString() {
        return "MqttTls[trust=" + trust + ", certificate=" + certificate + ", key=" + key + ", verifyHostname=" + verifyHostname
                + "]";
    }
}
