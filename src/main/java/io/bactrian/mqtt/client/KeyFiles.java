package io.bactrian.mqtt.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Keystores and PEM files as {@link KeyStore}s, by the JDK's own readers: those of Netty and Vert.x do not take Ed25519 keys. */
final class KeyFiles {
    private static final Pattern PEM_KEY = Pattern.compile("-----BEGIN (ENCRYPTED )?PRIVATE KEY-----([^-]+)-----END");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    private KeyFiles() {
    }

    static boolean isKeystore(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".p12") || name.endsWith(".pfx") || name.endsWith(".jks");
    }

    static char[] chars(String password) {
        return password == null ? new char[0] : password.toCharArray();
    }

    /** Those whom a PEM file or keystore trusts. */
    static KeyStore trusted(Path file, String password) throws IOException, GeneralSecurityException {
        if (isKeystore(file)) {
            return keystore(file, password);
        }
        KeyStore store = empty();
        for (Certificate certificate : certificates(file)) {
            store.setCertificateEntry("ca" + store.size(), certificate);
        }
        return store;
    }

    /** @param key null where the certificate's file is a keystore, which has the key too */
    static KeyStore identity(Path certificate, Path key, String password) throws IOException, GeneralSecurityException {
        if (key == null) {
            return keystore(certificate, password);
        }
        KeyStore store = empty();
        store.setKeyEntry("key", privateKey(key, password), chars(password), certificates(certificate));
        return store;
    }

    private static KeyStore keystore(Path file, String password) throws IOException {
        try {
            return KeyStore.getInstance(file.toFile(), password == null ? null : password.toCharArray());
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("keystore " + file + " cannot be read: expected PKCS #12 or JKS and its password (" + e + ")",
                    e);
        }
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Certificate[] certificates(Path pem) throws IOException {
        try (InputStream in = Files.newInputStream(pem)) {
            Certificate[] found = CertificateFactory.getInstance("X.509").generateCertificates(in).toArray(Certificate[]::new);
            if (found.length > 0) {
                return found;
            }
            throw new IOException("no certificate in " + pem + ": expected PEM with BEGIN CERTIFICATE");
        } catch (GeneralSecurityException e) {
            throw new IOException("certificates in " + pem + " cannot be read: expected PEM (" + e.getMessage() + ")", e);
        }
    }

    private static PrivateKey privateKey(Path file, String password) throws IOException, GeneralSecurityException {
        Matcher pem = PEM_KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new IOException("no PKCS #8 key in " + file + ": expected PEM with BEGIN PRIVATE KEY; convert it with "
                    + "openssl pkcs8 -topk8 -nocrypt -in old.key -out new.key");
        }
        byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
        PKCS8EncodedKeySpec spec = pem.group(1) == null ? new PKCS8EncodedKeySpec(der) : decrypt(file, der, password);
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException notThisOne) {
                continue;
            }
        }
        throw new IOException("the key in " + file + " is none of " + ALGORITHMS);
    }

    private static PKCS8EncodedKeySpec decrypt(Path file, byte[] der, String password)
            throws IOException, GeneralSecurityException {
        if (password == null) {
            throw new IOException("the key in " + file + " is encrypted and no key password is set");
        }
        EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
        String algorithm = info.getAlgParameters() == null ? info.getAlgName() : info.getAlgParameters().toString();
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(Cipher.DECRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray())),
                info.getAlgParameters());
        return info.getKeySpec(cipher);
    }
}
