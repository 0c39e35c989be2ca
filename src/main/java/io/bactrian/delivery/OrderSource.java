package io.bactrian.delivery;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.bactrian.delivery.remote.Digested;
import io.bactrian.delivery.remote.Reference;
import io.bactrian.model.repository.Digest;

/** Where the files of an order are. */
public sealed interface OrderSource {
    /**
     * What an order's {@code url} names: an archive, or what a {@link Reference} names in a store of others.
     *
     * @throws IllegalArgumentException naming what is wrong with it
     */
    static OrderSource of(String url) {
        Optional<Reference> reference = Reference.of(url);
        if (reference.isPresent()) {
            return new Stored(reference.get());
        }
        try {
            return new Remote(URI.create(url));
        } catch (IllegalArgumentException e) {
            String reason = String.valueOf(e.getMessage());
            throw new IllegalArgumentException(reason.startsWith("url is") ? reason : "url is no URL", e);
        }
    }

    /** For people, without what may be secret. */
    String place();

    /** Of what the order's digest is. */
    default Digested digested() {
        return Digested.ARCHIVE;
    }

    /** The version that it says itself; 0 where it says none. */
    default int version() {
        return 0;
    }

    /** Whether it must be resolved before it can be fetched, with the order's version; 0 where it says none. */
    default boolean open(int version) {
        return false;
    }

    /** Whether its version can be known though neither the order nor it says one. */
    default boolean versioned() {
        return false;
    }

    /**
     * The same, held to a digest where it has one of its own.
     *
     * @throws IllegalArgumentException where that is another
     */
    default OrderSource held(String sha256) {
        return this;
    }

    /** What tells its content from that of another, in digits, beside the order's digest. */
    default String digest(String sha256) {
        return sha256;
    }

    /** How its files should be, for people. */
    default String expected() {
        return "make the archive inside the version's folder: zip -r ../version.zip .";
    }

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

    /** What a reference names in a store of others. */
    record Stored(Reference reference) implements OrderSource {
        @Override
        public String place() {
            return reference.text();
        }

        @Override
        public Digested digested() {
            return reference.digested();
        }

        @Override
        public int version() {
            return reference.version();
        }

        @Override
        public boolean open(int version) {
            return version == 0 || !reference.fixed();
        }

        @Override
        public boolean versioned() {
            return reference.versioned();
        }

        @Override
        public OrderSource held(String sha256) {
            return new Stored(reference.held(sha256));
        }

        @Override
        public String digest(String sha256) {
            return switch (reference.digested()) {
                case ARCHIVE -> sha256;
                case MANIFEST -> String.valueOf(reference.sha256());
                case MODEL -> Digest.of(reference.text() + "\n" + sha256);
            };
        }

        @Override
        public String expected() {
            return reference.expected();
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

        @Override
        public Digested digested() {
            return Digested.MODEL;
        }

        @Override
        public String digest(String sha256) {
            StringBuilder all = new StringBuilder(sha256 == null ? "" : sha256);
            new TreeMap<>(texts).forEach((name, text) -> all.append('\n').append(name).append('\n').append(Digest.of(text)));
            new TreeMap<>(base64).forEach((name, text) -> all.append('\n').append(name).append('\n').append(Digest.of(text)));
            return Digest.of(all.toString());
        }
    }
}
