package io.bactrian.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a version's folder holds.
 *
 * @param files content by file name; not copied
 */
public record ModelFiles(Map<String, byte[]> files) {
    /** {@code model.onnx} and the {@code model.yaml} that describes it. */
    public static ModelFiles of(Fit fit, String description) {
        return of(fit, description, null);
    }

    static ModelFiles of(Fit fit, String description, ModelYaml.Provenance provenance) {
        byte[] onnx = fit.graph().toByteArray();
        Map<String, byte[]> files = new LinkedHashMap<>();
        try {
            files.put("model.onnx", onnx);
            files.put("model.yaml", ModelYaml.of(fit, description, sha256(onnx), provenance).toBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return new ModelFiles(files);
    }

    ModelFiles with(Golden golden) {
        try {
            files.put("golden.json", golden.toBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return this;
    }

    ModelFiles with(String name, String text) {
        files.put(name, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
