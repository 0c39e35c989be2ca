package io.bactrian.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;

/** What a cloud with a pool needs. */
final class PoolSite {
    private PoolSite() {
    }

    /** A new key in a file, as openssl writes it. */
    static Path signingKey(Path folder) {
        try {
            byte[] der = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
            return Files.writeString(folder.resolve("signing.pem"), "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getEncoder().encodeToString(der) + "\n-----END PRIVATE KEY-----\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
