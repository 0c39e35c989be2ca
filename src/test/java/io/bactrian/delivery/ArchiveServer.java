package io.bactrian.delivery;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** An HTTP server that does what servers do on a bad day: over sockets of its own, since a usual one refuses to. Thread-safe. */
public final class ArchiveServer implements AutoCloseable {
    private static final int PIECE = 1 << 12;

    private final ServerSocket socket;
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final AtomicLong sent = new AtomicLong();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** What a path answers. */
    public static final class Page {
        private volatile byte[] body;
        private volatile String etag = "\"one\"";
        private volatile int status = 200;
        private volatile String header = "";
        private volatile long cutAfter = Long.MAX_VALUE;
        private volatile long stallAfter = Long.MAX_VALUE;
        private volatile long claimed = -1;
        private volatile boolean chunked;
        private volatile boolean ranges = true;
        private volatile Predicate<Map<String, String>> wanted = headers -> true;
        private volatile String challenge = "";

        Page(byte[] body) {
            this.body = body;
        }

        /** Other content, with another ETag. */
        Page body(byte[] next, String tag) {
            body = next;
            etag = tag;
            return this;
        }

        /** Null for none. */
        Page etag(String tag) {
            etag = tag;
            return this;
        }

        Page status(int next, String more) {
            status = next;
            header = more;
            return this;
        }

        /** Each answer ends after so many bytes of its body, without a word. */
        public Page cutAfter(long bytes) {
            cutAfter = bytes;
            return this;
        }

        /** Each answer stands still after so many bytes of its body. */
        public Page stallAfter(long bytes) {
            stallAfter = bytes;
            return this;
        }

        /** Who says something else of itself gets 401 with that challenge. */
        Page wants(Predicate<String> authorization, String asked) {
            wanted = headers -> authorization.test(headers.getOrDefault("authorization", ""));
            challenge = "WWW-Authenticate: " + asked;
            return this;
        }

        /** Requests with other headers get 401. */
        Page signed(Predicate<Map<String, String>> right) {
            wanted = right;
            challenge = "WWW-Authenticate: none";
            return this;
        }

        Page claim(long length) {
            claimed = length;
            return this;
        }

        Page endless() {
            chunked = true;
            return this;
        }

        Page withoutRanges() {
            ranges = false;
            return this;
        }
    }

    public ArchiveServer() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "archives");
        thread.setDaemon(true);
        thread.start();
    }

    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/" + path);
    }

    public Page put(String path, byte[] body) {
        Page page = new Page(body);
        pages.put("/" + path, page);
        return page;
    }

    Collection<Page> all() {
        return pages.values();
    }

    /** First lines with the ranges that were asked for: {@code GET /a bytes=10- "one"}. */
    public List<String> requests() {
        return requests;
    }

    /** What the requests said of who asks; empty for nothing. */
    public List<String> authorizations() {
        return authorizations;
    }

    /** Bytes of bodies that went out. */
    public long sent() {
        return sent.get();
    }

    private void accept() {
        try {
            while (!socket.isClosed()) {
                Socket next = socket.accept();
                open.add(next);
                daemon(() -> answer(next));
            }
        } catch (IOException e) {
            closed.countDown();
        }
    }

    private void answer(Socket client) {
        try (client) {
            BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            String first = in.readLine();
            if (first == null) {
                return;
            }
            Map<String, String> headers = new ConcurrentHashMap<>();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                String[] parts = line.split(": ", 2);
                headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
            }
            String path = first.split(" ")[1];
            authorizations.add(headers.getOrDefault("authorization", ""));
            requests.add((first.split(" ")[0] + " " + path + " " + headers.getOrDefault("range", "") + " "
                    + headers.getOrDefault("if-range", "")).strip());
            answer(client.getOutputStream(), pages.get(path), headers);
        } catch (IOException | InterruptedException e) {
            return;
        }
    }

    private void answer(OutputStream out, Page page, Map<String, String> headers) throws IOException, InterruptedException {
        if (page != null && !page.wanted.test(headers)) {
            head(out, 401, page.challenge, "Content-Length: 0");
            return;
        }
        if (page == null || page.status != 200) {
            head(out, page == null ? 404 : page.status, page == null ? "" : page.header, "Content-Length: 2");
            out.write("no".getBytes(StandardCharsets.US_ASCII));
            return;
        }
        byte[] body = page.body;
        int from = from(page, headers, body.length);
        if (from > body.length) {
            head(out, 416, "Content-Range: bytes */" + body.length, "Content-Length: 0");
            return;
        }
        List<String> lines = new ArrayList<>();
        if (page.etag != null) {
            lines.add("ETag: " + page.etag);
        }
        long length = page.claimed >= 0 ? page.claimed - from : body.length - from;
        lines.add(page.chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + length);
        if (from > 0) {
            lines.add("Content-Range: bytes " + from + "-" + (from + length - 1) + "/" + (from + length));
        }
        head(out, from > 0 ? 206 : 200, lines.toArray(String[]::new));
        send(out, page, Arrays.copyOfRange(body, from, body.length));
    }

    private static int from(Page page, Map<String, String> headers, int length) {
        String range = headers.get("range");
        String asked = headers.get("if-range");
        boolean same = asked == null || asked.equals(page.etag);
        return range == null || !page.ranges || !same
                ? 0
                : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    }

    private static void head(OutputStream out, int status, String... lines) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " x\r\nConnection: close\r\n");
        for (String line : lines) {
            head.append(line).append(line.isEmpty() ? "" : "\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private void send(OutputStream out, Page page, byte[] body) throws IOException, InterruptedException {
        long end = Math.min(page.chunked ? Long.MAX_VALUE : body.length, Math.min(page.cutAfter, page.stallAfter));
        for (long i = 0; i < end;) {
            int piece = (int) Math.min(PIECE, end - i);
            if (page.chunked) {
                out.write((Integer.toHexString(piece) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out.write(new byte[piece]);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            } else {
                out.write(body, (int) i, piece);
            }
            out.flush();
            i += piece;
            sent.addAndGet(piece);
        }
        if (page.stallAfter <= body.length) {
            closed.await();
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (Socket each : open) {
                each.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
