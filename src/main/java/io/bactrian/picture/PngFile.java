package io.bactrian.picture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The chunks of a PNG file (W3C, Portable Network Graphics, 5). Reads beyond the file throw {@link IndexOutOfBoundsException}. */
final class PngFile {
    private static final int SIGNATURE = 8;
    private static final int LENGTH_AND_TYPE = 8;
    private static final int CHECKSUM = 4;
    private static final int GREY_ALPHA = 4;
    private static final int RGBA = 6;
    private static final int RGB = 2;
    private static final Set<String> OF_PIXELS = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

    private final ByteBuffer file;

    PngFile(byte[] file) {
        this.file = ByteBuffer.wrap(file);
    }

    Header header() {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(file.capacity());
        kept.write(file.array(), 0, SIGNATURE);
        String type = "";
        for (int at = SIGNATURE; !type.equals("IEND");) {
            int length = file.getInt(at);
            type = new String(file.array(), at + Integer.BYTES, Integer.BYTES, StandardCharsets.ISO_8859_1);
            if (type.equals("acTL")) {
                throw PictureException.refused("the PNG file is animated: send one picture a message");
            }
            int end = Math.addExact(at + LENGTH_AND_TYPE + CHECKSUM, Math.max(0, length));
            if (length < 0 || end > file.capacity()) {
                throw Header.cut(PictureFormat.PNG);
            }
            if (OF_PIXELS.contains(type)) {
                kept.write(file.array(), at, end - at);
            }
            at = end;
        }
        int begin = SIGNATURE + LENGTH_AND_TYPE;
        return new Header(PictureFormat.PNG, file.getInt(begin), file.getInt(begin + Integer.BYTES), bytesAPixel(begin), 1,
                kept.toByteArray());
    }

    private int bytesAPixel(int begin) {
        int depth = file.get(begin + 2 * Integer.BYTES);
        int samples = switch (file.get(begin + 2 * Integer.BYTES + 1)) {
            case GREY_ALPHA -> 2;
            case RGB -> 3;
            case RGBA -> 4;
            default -> 1;
        };
        return samples * (depth > Byte.SIZE ? 2 : 1);
    }
}
