package io.bactrian.delivery;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

import io.bactrian.model.repository.Digest;

/** Where the files of an order are. */
public sealed interface OrderSource {
    /** For people, without what may be secret. */
    String place();

    /**
     * A zip archive behind a URL.
     *
     * @param size in bytes; -1 where that is not known
     */
    record Remote(URI url, long size) implements OrderSource {
        public Remote(URI url) {
            this(url, -1);
        }

        /** @throws IllegalArgumentException where it is no URL for a GET */
        public Remote {
            String scheme = url.getScheme();
            if (!("https".equals(scheme) || "http".equals(scheme)) || url.getHost() == null || url.getRawUserInfo() != null) {
                throw new IllegalArgumentException("url is '" + withoutQuery(url)
                        + "'; expected https://HOST/PATH or http://HOST/PATH, without a user");
            }
        }

        /** A query may hold a signature. */
        @Override
        public String place() {
            return withoutQuery(url);
        }

        private static String withoutQuery(URI url) {
            return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()) + url.getRawPath();
        }
    }

    /**
     * A zip archive on a volume that is mounted on this node.
     *
     * @param path below the folder of that volume
     */
    record Mounted(String path) implements OrderSource {
        @Override
        public String place() {
            return path;
        }
    }

    /**
     * The files themselves.
     *
     * @param texts  by name
     * @param base64 by name, as the order has them
     */
    record Inline(Map<String, String> texts, Map<String, String> base64) implements OrderSource {
        public Inline {
            texts = Map.copyOf(texts);
            base64 = Map.copyOf(base64);
        }

        @Override
        public String place() {
            return "the order itself";
        }

        /** Bytes that it takes in memory. */
        public long size() {
            return texts.values().stream().mapToLong(String::length).sum()
                    + base64.values().stream().mapToLong(String::length).sum();
        }

        Map<String, byte[]> files() {
            Map<String, byte[]> files = new TreeMap<>();
            texts.forEach((name, text) -> files.put(name, text.getBytes(StandardCharsets.UTF_8)));
            base64.forEach((name, text) -> files.put(name, Base64.getDecoder().decode(text)));
            return files;
        }

        String digest(String sha256) {
            StringBuilder all = new StringBuilder(sha256 == null ? "" : sha256);
            new TreeMap<>(texts).forEach((name, text) -> all.append('\n').append(name).append('\n').append(Digest.of(text)));
            new TreeMap<>(base64).forEach((name, text) -> all.append('\n').append(name).append('\n').append(Digest.of(text)));
            return Digest.of(all.toString());
        }
    }
}
