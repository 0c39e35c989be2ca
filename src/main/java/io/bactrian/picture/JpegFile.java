package io.bactrian.picture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * The segments of a JPEG file (ITU-T T.81, annex B). Reads beyond the file throw {@link IndexOutOfBoundsException}. Profiles, comments
 * and thumbnails are left out of what is decoded: pixels are taken as sRGB.
 */
final class JpegFile {
    private static final int SOF0 = 0xc0;
    private static final int SOF2 = 0xc2;
    private static final int SOF15 = 0xcf;
    private static final int DHT = 0xc4;
    private static final int JPG = 0xc8;
    private static final int DAC = 0xcc;
    private static final int RST0 = 0xd0;
    private static final int RST7 = 0xd7;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final int APP14 = 0xee;
    private static final int APP15 = 0xef;
    private static final int COMMENT = 0xfe;
    private static final int MARKER = 2;
    /** Usual are ten; each of thousands of empty ones would cost as much time as a full one. */
    private static final int MOST_SCANS = 100;

    private final ByteBuffer file;
    private final ByteArrayOutputStream kept;
    private int frame = -1;
    private int orientation = 1;

    JpegFile(byte[] file) {
        this.file = ByteBuffer.wrap(file);
        this.kept = new ByteArrayOutputStream(file.length);
    }

    Header header() {
        kept.write(file.array(), 0, MARKER);
        int scans = 0;
        int at = next(MARKER);
        for (int marker = marker(at); marker != EOI; marker = marker(at)) {
            int end = at + MARKER + segment(at);
            if (end > file.capacity()) {
                throw Header.cut(PictureFormat.JPEG);
            }
            note(marker, at, end);
            int following = marker == SOS ? scanEnd(end) : next(end);
            if (marker == SOS && ++scans > MOST_SCANS) {
                throw PictureException.refused("the JPEG file has more than " + MOST_SCANS + " scans: save it with fewer");
            }
            if (!isLeftOut(marker)) {
                kept.write(file.array(), at, (marker == SOS ? following : end) - at);
            }
            at = following;
        }
        kept.write(file.array(), at, MARKER);
        if (frame < 0 || scans == 0) {
            throw PictureException.refused("the JPEG file has no picture: send another one");
        }
        return new Header(PictureFormat.JPEG, file.getShort(frame + 3) & 0xffff, file.getShort(frame + 1) & 0xffff,
                file.get(frame + 5), orientation, kept.toByteArray());
    }

    private void note(int marker, int at, int end) {
        if (marker == APP1) {
            orientation = Exif.orientation(file.slice(at + MARKER + Short.BYTES, end - at - MARKER - Short.BYTES), orientation);
        } else if (marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC) {
            frame = at + MARKER + Short.BYTES;
            int components = file.get(frame + 5);
            if (marker > SOF2 || file.get(frame) != Byte.SIZE) {
                throw PictureException.refused("the JPEG file is lossless, arithmetic or of " + file.get(frame)
                        + " bits: save it as baseline or progressive JPEG of 8 bits");
            }
            if (components != 1 && components != 3) {
                throw PictureException.refused("the JPEG file has " + components + " components"
                        + (components == 4 ? ", as CMYK has" : "") + ": save it as RGB or grey");
            }
        }
    }

    /** The first has JFIF's and Adobe's segments, which say how colours are stored. */
    private static boolean isLeftOut(int marker) {
        return marker > APP0 && marker <= APP15 && marker != APP14 || marker == COMMENT;
    }

    private int marker(int at) {
        if (file.get(at) != (byte) 0xff) {
            throw PictureException.refused("the JPEG file is damaged at byte " + at + ": send it again");
        }
        return file.get(at + 1) & 0xff;
    }

    private int segment(int at) {
        return Math.max(Short.BYTES, file.getShort(at + MARKER) & 0xffff);
    }

    /** Any number of bytes 0xff may be in front of a marker. */
    private int next(int from) {
        int at = from;
        while (file.get(at + 1) == (byte) 0xff) {
            at++;
        }
        return at;
    }

    /** The next marker that is none of those within a scan. */
    private int scanEnd(int from) {
        for (int at = from;; at++) {
            int code = file.get(at + 1) & 0xff;
            if (file.get(at) == (byte) 0xff && code != 0 && code != 0xff && (code < RST0 || code > RST7)) {
                return at;
            }
        }
    }
}
