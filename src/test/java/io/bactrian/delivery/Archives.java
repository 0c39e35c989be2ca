package io.bactrian.delivery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.bactrian.model.repository.Digest;

/** Zip archives. */
public final class Archives {
    private Archives() {
    }

    public static byte[] zip(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : new TreeMap<>(files).entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Of a version whose {@code model.onnx} has so many bytes that cannot be compressed, others for each seed. */
    public static byte[] version(int bytes, long seed) {
        byte[] onnx = new byte[bytes];
        new Random(seed).nextBytes(onnx);
        return zip(Map.of("model.onnx", onnx, "model.yaml", text("task: raw\n")));
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static String sha256(byte[] bytes) {
        return Digest.of(ByteBuffer.wrap(bytes));
    }
}
