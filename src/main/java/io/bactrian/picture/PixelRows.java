package io.bactrian.picture;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

import io.bactrian.model.ImageForm.Channels;

/**
 * A decoded picture row by row as it is to be seen: turned as its EXIF orientation says, of 8 bits a channel, in the model's channels.
 * Of 16 bits the upper eight count; transparency is passed over; grey is 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601).
 */
final class PixelRows {
    private static final int FIRST_TRANSPOSED = 5;
    private static final int ROUNDING = 0x8000;
    private static final int RED = 19595;
    private static final int GREEN = 38470;
    private static final int BLUE = 7471;

    private final Raster raster;
    private final IndexColorModel palette;
    private final int bands;
    private final int shift;
    private final int full;
    private final int orientation;
    private final Channels channels;
    private final int[] samples;

    PixelRows(BufferedImage image, int orientation, Channels channels) {
        this.raster = image.getRaster();
        this.palette = image.getColorModel() instanceof IndexColorModel indexed ? indexed : null;
        this.bands = raster.getNumBands();
        int bits = raster.getSampleModel().getSampleSize(0);
        this.shift = Math.max(0, bits - Byte.SIZE);
        this.full = bits < Byte.SIZE ? 255 / ((1 << bits) - 1) : 1;
        this.orientation = orientation;
        this.channels = channels;
        this.samples = new int[Math.max(raster.getWidth(), raster.getHeight()) * bands];
    }

    int width() {
        return orientation < FIRST_TRANSPOSED ? raster.getWidth() : raster.getHeight();
    }

    int height() {
        return orientation < FIRST_TRANSPOSED ? raster.getHeight() : raster.getWidth();
    }

    /** Fills in the row's pixels, channel beside channel. */
    void read(int row, byte[] into) {
        int line = isAny(3, 4, 7, 8) ? height() - 1 - row : row;
        boolean backwards = isAny(2, 3, 6, 7);
        if (orientation >= FIRST_TRANSPOSED) {
            raster.getPixels(line, 0, 1, raster.getHeight(), samples);
        } else {
            raster.getPixels(0, line, raster.getWidth(), 1, samples);
        }
        int width = width();
        for (int x = 0; x < width; x++) {
            put((backwards ? width - 1 - x : x) * bands, into, x * channels.count());
        }
    }

    private boolean isAny(int one, int two, int three, int four) {
        return orientation == one || orientation == two || orientation == three || orientation == four;
    }

    private void put(int from, byte[] into, int to) {
        int red;
        int green;
        int blue;
        if (palette != null) {
            red = palette.getRed(samples[from]);
            green = palette.getGreen(samples[from]);
            blue = palette.getBlue(samples[from]);
        } else {
            red = sample(from);
            green = bands < 3 ? red : sample(from + 1);
            blue = bands < 3 ? red : sample(from + 2);
        }
        switch (channels) {
            case GREY -> into[to] = (byte) (red * RED + green * GREEN + blue * BLUE + ROUNDING >> 16);
            case RGB -> put(into, to, red, green, blue);
            case BGR -> put(into, to, blue, green, red);
        }
    }

    private static void put(byte[] into, int to, int first, int second, int third) {
        into[to] = (byte) first;
        into[to + 1] = (byte) second;
        into[to + 2] = (byte) third;
    }

    private int sample(int at) {
        return (samples[at] >>> shift) * full;
    }
}
