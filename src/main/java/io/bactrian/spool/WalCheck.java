package io.bactrian.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Looks for damage in the middle of SQLite's write-ahead log. SQLite takes a log up to the first frame whose checksum is wrong and
 * says nothing of those behind it, so that committed records would be lost silently. One commit behind a wrong frame may be
 * the transaction a power failure cut off, never acknowledged; two cannot. Format: sqlite.org/fileformat2.html, section 4.
 */
final class WalCheck {
    private static final int HEADER = 32;
    private static final int FRAME_HEADER = 24;
    private static final int MAGIC = 0x377f0682;
    private static final int CHECKED_OF_HEADER = 24;
    private static final int CHECKED_OF_FRAME_HEADER = 8;
    private static final int SMALLEST_PAGE = 512;
    private static final int LARGEST_PAGE = 65_536;

    private int sum1;
    private int sum2;

    private WalCheck() {
    }

    /** @throws CorruptSpoolException when committed frames stand behind a damaged one */
    static void check(Path wal) throws IOException, CorruptSpoolException {
        if (Files.exists(wal) && Files.size(wal) > HEADER) {
            try (FileChannel file = FileChannel.open(wal, StandardOpenOption.READ)) {
                new WalCheck().read(file, wal);
            }
        }
    }

    private void read(FileChannel file, Path wal) throws IOException, CorruptSpoolException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        fill(file, header);
        int pageSize = header.getInt(8);
        ByteOrder order = (header.getInt(0) & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        add(header, 0, CHECKED_OF_HEADER, order);
        if ((header.getInt(0) & ~1) != MAGIC || pageSize < SMALLEST_PAGE || pageSize > LARGEST_PAGE || !sumIs(header, 24)) {
            throw new CorruptSpoolException("the header of " + wal.getFileName() + " is damaged");
        }
        long salt = header.getLong(16);
        ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER + pageSize);
        boolean sound = true;
        int commitsBehind = 0;
        for (int number = 1; fill(file, frame); number++) {
            boolean ours = frame.getLong(8) == salt;
            if (sound) {
                add(frame, 0, CHECKED_OF_FRAME_HEADER, order);
                add(frame, FRAME_HEADER, pageSize, order);
                sound = ours && sumIs(frame, 16);
            }
            if (!sound && ours && frame.getInt(4) != 0 && ++commitsBehind > 1) {
                throw new CorruptSpoolException(
                        "committed records stand behind a damaged place in " + wal.getFileName() + ", before its frame "
                                + number);
            }
        }
    }

    private static boolean fill(FileChannel file, ByteBuffer buffer) throws IOException {
        buffer.clear();
        while (buffer.hasRemaining()) {
            if (file.read(buffer) < 0) {
                return false;
            }
        }
        return true;
    }

    private void add(ByteBuffer bytes, int from, int length, ByteOrder order) {
        ByteBuffer words = bytes.duplicate().order(order);
        for (int i = from; i < from + length; i += 8) {
            sum1 += words.getInt(i) + sum2;
            sum2 += words.getInt(i + 4) + sum1;
        }
    }

    private boolean sumIs(ByteBuffer bytes, int at) {
        return bytes.getInt(at) == sum1 && bytes.getInt(at + 4) == sum2;
    }
}
