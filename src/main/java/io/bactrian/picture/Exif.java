package io.bactrian.picture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The orientation in a segment of EXIF (CIPA DC-008, 4.6.4), and nothing else of it: a library's reader follows whatever offsets and
 * counts a hostile file names.
 */
final class Exif {
    private static final byte[] IDENTIFIER = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int LITTLE_ENDIAN = 0x4949;
    private static final int FIRST_DIRECTORY = 4;
    private static final int ENTRY = 12;
    private static final int VALUE = 8;
    private static final int ORIENTATION = 0x112;
    private static final int LAST = 8;

    private Exif() {
    }

    /**
     * @param segment   the content of an APP1 segment
     * @param otherwise where there is none, or none that can be read
     */
    static int orientation(ByteBuffer segment, int otherwise) {
        byte[] begin = new byte[Math.min(IDENTIFIER.length, segment.remaining())];
        segment.get(0, begin);
        if (!Arrays.equals(begin, IDENTIFIER)) {
            return otherwise;
        }
        try {
            ByteBuffer tiff = segment.slice(IDENTIFIER.length, segment.remaining() - IDENTIFIER.length);
            tiff.order(tiff.getShort(0) == LITTLE_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            int directory = tiff.getInt(FIRST_DIRECTORY);
            int entries = tiff.getShort(directory) & 0xffff;
            for (int entry = directory + Short.BYTES; entries > 0; entry += ENTRY, entries--) {
                if (tiff.getShort(entry) == ORIENTATION) {
                    int value = tiff.getShort(entry + VALUE);
                    return value >= 1 && value <= LAST ? value : otherwise;
                }
            }
        } catch (IndexOutOfBoundsException e) {
            return otherwise;
        }
        return otherwise;
    }
}
