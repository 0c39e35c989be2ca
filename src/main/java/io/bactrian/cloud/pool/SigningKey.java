package io.bactrian.cloud.pool;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Signs digests with Ed25519 (RFC 8032). What is signed are the 32 bytes of a SHA-256. Any thread.
 */
public final class SigningKey {
    private static final String ALGORITHM = "Ed25519";
    private static final Pattern PEM = Pattern.compile(
            "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]{1,4096})-----END PRIVATE KEY-----");
    private static final String EXPECTED = "expected an Ed25519 key as PKCS#8 in PEM, such as openssl genpkey -algorithm ed25519 makes";
    private static final int ID_DIGITS = 16;

    private final PrivateKey key;
    private final PublicKey publicKey;
    private final String id;

    private SigningKey(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
        this.key = key;
        this.publicKey = publicKey;
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(publicKey.getEncoded());
        this.id = HexFormat.of().formatHex(digest).substring(0, ID_DIGITS);
    }

    /**
     * @param pem the key, without a password
     * @throws IllegalArgumentException where it is none; the message does not hold it
     */
    public static SigningKey of(String pem) {
        Matcher found = PEM.matcher(pem);
        if (!found.find()) {
            throw new IllegalArgumentException("it has no '-----BEGIN PRIVATE KEY-----'; " + EXPECTED);
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(found.group(1).getBytes(StandardCharsets.US_ASCII));
            PrivateKey key = KeyFactory.getInstance("EdDSA").generatePrivate(new PKCS8EncodedKeySpec(der));
            if (!(key instanceof EdECPrivateKey edwards) || !edwards.getParams().getName().equals(ALGORITHM)) {
                throw new IllegalArgumentException("it is another kind of key; " + EXPECTED);
            }
            SigningKey signing = new SigningKey(key, publicKey(edwards));
            String probe = "00".repeat(32);
            if (!signing.fits(probe, signing.sign(probe))) {
                throw new IllegalArgumentException("its signatures cannot be verified; " + EXPECTED);
            }
            return signing;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("it cannot be read; " + EXPECTED, e);
        }
    }

    /** Java's generator makes a key pair from 32 random bytes, which are the private key: here they are given. */
    private static PublicKey publicKey(EdECPrivateKey key) throws GeneralSecurityException {
        byte[] seed = key.getBytes().orElseThrow(() -> new GeneralSecurityException("the key's bytes cannot be read"));
        KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
        generator.initialize(NamedParameterSpec.ED25519, new SecureRandom() {
            private static final long serialVersionUID = 1;

            @Override
            public void nextBytes(byte[] bytes) {
                System.arraycopy(seed, 0, bytes, 0, bytes.length);
            }
        });
        return generator.generateKeyPair().getPublic();
    }

    /** The first 16 hexadecimal digits of the SHA-256 of the public key as DER (SubjectPublicKeyInfo). */
    public String id() {
        return id;
    }

    /** What edges verify with. */
    public PublicKey publicKey() {
        return publicKey;
    }

    /**
     * @param sha256 64 hexadecimal digits
     * @return in Base64
     */
    public String sign(String sha256) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(HexFormat.of().parseHex(sha256));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java from 15 on has " + ALGORITHM, e);
        }
    }

    /** Whether this key made that signature. */
    boolean fits(String sha256, String signature) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(publicKey);
            verifier.update(HexFormat.of().parseHex(sha256));
            return verifier.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "signing key " + id;
    }
}
