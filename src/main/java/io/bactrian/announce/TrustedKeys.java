package io.bactrian.announce;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.bactrian.text.BoundedFile;

/** Public Ed25519 keys in PEM files, as {@code openssl pkey -pubout} writes them. */
public final class TrustedKeys {
    private static final Pattern PUBLIC = Pattern.compile("-----BEGIN PUBLIC KEY-----([^-]+)-----END");
    private static final int LONGEST = 1 << 16;
    private static final String SUFFIX = ".pem";

    private TrustedKeys() {
    }

    /**
     * All public keys of a file, or of the files {@code *.pem} in a folder.
     *
     * @throws IOException naming the file and what is expected, also where there is no key at all
     */
    public static List<PublicKey> read(Path path) throws IOException {
        List<PublicKey> keys = new ArrayList<>();
        for (Path file : files(path)) {
            Matcher pem = PUBLIC.matcher(text(file));
            while (pem.find()) {
                try {
                    keys.add(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der(pem.group(1)))));
                } catch (GeneralSecurityException | IllegalArgumentException e) {
                    throw new IOException(file + " has a key that is not of Ed25519; take it away", e);
                }
            }
        }
        if (keys.isEmpty()) {
            throw new IOException(path + " has no public key; expected PEM with BEGIN PUBLIC KEY, in a folder in files *"
                    + SUFFIX + ": openssl pkey -in private.pem -pubout");
        }
        return List.copyOf(keys);
    }

    private static List<Path> files(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(file -> file.getFileName().toString().endsWith(SUFFIX)).sorted().toList();
        }
    }

    private static String text(Path file) throws IOException {
        try {
            return new String(BoundedFile.read(file, LONGEST), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new IOException(file + " " + e.getMessage(), e);
        }
    }

    private static byte[] der(String base64) {
        return Base64.getMimeDecoder().decode(base64);
    }
}
