package io.bactrian.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import io.bactrian.text.Excerpt;

/**
 * The regular files of a tar archive (POSIX.1-2001 ustar with pax headers, and GNU's long names), from the front. Whatever a header
 * says, only a bounded number of bytes is held. Links, devices and sparse files are refused. One thread.
 */
final class TarReader {
    private static final int BLOCK = 512;
    private static final int LONGEST_HEADER = 1 << 16;
    private static final int MOST_ENTRIES = 1000;
    private static final int CHECKSUM = 148;

    private final InputStream in;
    private final Map<String, String> pax = new HashMap<>();
    private int entries;

    TarReader(InputStream in) {
        this.in = in;
    }

    /** Takes a file; what it does not read is passed over. */
    interface Sink {
        void take(String name, InputStream content) throws IOException, InvalidArchiveException;
    }

    /**
     * @throws InvalidArchiveException where it is no tar archive of regular files
     * @throws IOException            of the stream, and of the sink
     */
    void read(Sink sink) throws IOException, InvalidArchiveException {
        for (byte[] header = block(); header != null; header = block()) {
            if (++entries > MOST_ENTRIES) {
                throw new InvalidArchiveException("the tar archive has more than " + MOST_ENTRIES + " entries");
            }
            entry(header, sink);
        }
    }

    private void entry(byte[] header, Sink sink) throws IOException, InvalidArchiveException {
        long size = pax.containsKey("size") ? Long.parseLong(pax.get("size")) : octal(header, 124, 12);
        char type = (char) header[156];
        switch (type) {
            case 'x' -> headers(new String(held(size), StandardCharsets.UTF_8));
            case 'g' -> held(size);
            case 'L' -> pax.put("path", text(held(size), 0, (int) size));
            case '0', 0, '7', '5' -> {
                String name = pax.getOrDefault("path", name(header));
                pax.clear();
                BoundedStream content = new BoundedStream(size);
                if (type != '5') {
                    sink.take(name.replaceFirst("^(\\./)+", ""), content);
                }
                content.skipRest();
            }
            default -> throw new InvalidArchiveException("the tar archive holds " + Excerpt.quoted(name(header))
                    + ", which is no regular file (type " + Excerpt.quoted(String.valueOf(type))
                    + "); expected files and folders");
        }
    }

    /** Null at the archive's end. */
    private byte[] block() throws IOException, InvalidArchiveException {
        byte[] block = in.readNBytes(BLOCK);
        if (block.length < BLOCK) {
            throw ended();
        }
        int sum = 0;
        boolean empty = true;
        for (int i = 0; i < BLOCK; i++) {
            empty &= block[i] == 0;
            sum += i >= CHECKSUM && i < CHECKSUM + 8 ? ' ' : block[i] & 0xff;
        }
        if (!empty && sum != octal(block, CHECKSUM, 8)) {
            throw new InvalidArchiveException("it is no tar archive: a header has a wrong checksum");
        }
        return empty ? null : block;
    }

    private byte[] held(long size) throws IOException, InvalidArchiveException {
        if (size > LONGEST_HEADER) {
            throw new InvalidArchiveException("the tar archive has a header of " + size + " bytes; expected short names");
        }
        BoundedStream content = new BoundedStream(size);
        byte[] bytes = content.readNBytes((int) size);
        content.skipRest();
        return bytes;
    }

    /** {@code LENGTH KEY=VALUE} lines. */
    private void headers(String text) throws InvalidArchiveException {
        for (String line : text.split("\n")) {
            String[] parts = line.replaceFirst("^\\d+ ", "").split("=", 2);
            if (parts.length == 2 && parts[0].startsWith("GNU.sparse")) {
                throw new InvalidArchiveException("the tar archive has a sparse file; expected regular files");
            }
            if (parts.length == 2 && (parts[0].equals("path") || parts[0].equals("size") && parts[1].matches("\\d{1,18}"))) {
                pax.put(parts[0], parts[1]);
            }
        }
    }

    private static String name(byte[] header) {
        String prefix = header[257] == 'u' && header[262] == 0 ? text(header, 345, 155) : "";
        String name = text(header, 0, 100);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static String text(byte[] bytes, int from, int length) {
        int end = from;
        while (end < Math.min(bytes.length, from + length) && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    private static long octal(byte[] bytes, int from, int length) throws InvalidArchiveException {
        String digits = text(bytes, from, length).strip();
        if (!digits.matches("[0-7]{1,12}")) {
            throw new InvalidArchiveException("it is no tar archive: a header has no number where one should be");
        }
        return Long.parseLong(digits, 8);
    }

    private static InvalidArchiveException ended() {
        return new InvalidArchiveException("the tar archive ends in the middle");
    }

    /** The content of one entry. */
    private final class BoundedStream extends InputStream {
        private final long padding;
        private long left;

        BoundedStream(long size) {
            left = size;
            padding = (BLOCK - size % BLOCK) % BLOCK;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = in.read(bytes, from, (int) Math.min(length, left));
            if (read < 0) {
                throw new EOFException("the tar archive ends in the middle");
            }
            left -= read;
            return read;
        }

        void skipRest() throws IOException, InvalidArchiveException {
            try {
                in.skipNBytes(left + padding);
            } catch (EOFException e) {
                throw ended();
            }
        }
    }
}
