package io.bactrian.delivery;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.bactrian.model.repository.Digest;

/** What a server of object storage computes of a request (AWS Signature Version 4), apart from the library that signs. */
final class Signatures {
    private static final Pattern AUTHORIZATION = Pattern
            .compile("AWS4-HMAC-SHA256 Credential=[^/]+/(\\d{8})/([^/]+)/s3/aws4_request, "
                    + "SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})");

    private Signatures() {
    }

    static boolean right(Map<String, String> headers, String host, String path, String secret, String region) {
        Matcher given = AUTHORIZATION.matcher(headers.getOrDefault("authorization", ""));
        if (!given.matches() || !given.group(2).equals(region) || !host.equals(headers.get("host"))) {
            return false;
        }
        StringBuilder canonical = new StringBuilder("GET\n" + path + "\n\n");
        for (String name : given.group(3).split(";")) {
            canonical.append(name).append(':').append(headers.get(name).strip()).append('\n');
        }
        canonical.append('\n').append(given.group(3)).append('\n').append(headers.get("x-amz-content-sha256"));
        String scope = given.group(1) + "/" + region + "/s3/aws4_request";
        String text = "AWS4-HMAC-SHA256\n" + headers.get("x-amz-date") + "\n" + scope + "\n" + Digest.of(canonical.toString());
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/")) {
            key = hmac(key, part);
        }
        return HexFormat.of().formatHex(hmac(key, text)).equals(given.group(4));
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
