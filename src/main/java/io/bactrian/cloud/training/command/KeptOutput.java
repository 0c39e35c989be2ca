package io.bactrian.cloud.training.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a command prints: the first part is kept in a file, the rest is read and dropped, so that the command never waits for a reader. */
final class KeptOutput implements Runnable {
    private static final int PIECE = 1 << 13;
    private static final int LAST = 2000;

    private final InputStream in;
    private final Path file;
    private final long most;
    private final StringBuilder last = new StringBuilder();

    /** @param most bytes that are kept */
    KeptOutput(InputStream in, Path file, long most) {
        this.in = in;
        this.file = file;
        this.most = most;
    }

    /** Until the command, and whoever has its output, has ended. A disk that refuses is no reason to stop reading. */
    @Override
    public void run() {
        try (OutputStream out = Files.newOutputStream(file)) {
            copy(out);
        } catch (IOException e) {
            try {
                copy(OutputStream.nullOutputStream());
            } catch (IOException closed) {
                keep(closed.toString());
            }
        }
    }

    private void copy(OutputStream out) throws IOException {
        byte[] piece = new byte[PIECE];
        long kept = 0;
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            int fits = (int) Math.min(read, most - kept);
            out.write(piece, 0, fits);
            kept += fits;
            keep(new String(piece, 0, read, StandardCharsets.UTF_8));
        }
    }

    private synchronized void keep(String text) {
        last.append(text);
        if (last.length() > LAST) {
            last.delete(0, last.length() - LAST);
        }
    }

    /** The last line with something in it, or empty. Any thread. */
    synchronized String lastLine() {
        String all = last.toString().strip();
        return all.substring(all.lastIndexOf('\n') + 1).strip();
    }
}
