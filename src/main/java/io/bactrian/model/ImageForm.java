package io.bactrian.model;

import java.util.List;

/**
 * How a picture becomes the elements of an input. It is decoded to 8 bits a channel, turned as its EXIF orientation says, reduced to
 * the channels, scaled (bilinear, antialiased), cropped, and each value becomes {@code (value × scale − mean) / std}.
 *
 * @param width       pixels of the input
 * @param height      pixels of the input
 * @param shorterSide pixels of the shorter side before the centre is cropped; 0 for as few as cover the input. Of {@link Fit#CROP} only
 * @param exif        whether the EXIF orientation of a JPEG is followed
 * @param mean        one number a channel, in the order of the channels
 * @param std         the same, none of them 0
 */
public record ImageForm(int width, int height, Layout layout, Channels channels, Fit fit, int shorterSide, boolean exif,
        double scale, List<Double> mean, List<Double> std) {
    public ImageForm {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
    }

    /** Whether channels are the first or the last dimension of a message. */
    public enum Layout {
        NCHW, NHWC
    }

    /** The channels of a pixel, in order. */
    public enum Channels {
        RGB, BGR, GREY;

        public int count() {
            return this == GREY ? 1 : 3;
        }
    }

    /** How a picture of other proportions fills the input. */
    public enum Fit {
        /** The whole picture, each side scaled by itself. */
        STRETCH,
        /** The centre, both sides scaled alike. */
        CROP
    }

    /** One message's dimensions, without the batch. */
    public long[] dims() {
        return layout == Layout.NCHW
                ? new long[]{channels.count(), height, width}
                : new long[]{height, width, channels.count()};
    }

    /** The size to which a picture is scaled before the centre is cropped. */
    public Size scaled(int pictureWidth, int pictureHeight) {
        if (fit == Fit.STRETCH) {
            return new Size(width, height);
        }
        boolean wide = pictureWidth >= pictureHeight;
        if (shorterSide > 0) {
            return wide
                    ? new Size(proportional(shorterSide, pictureWidth, pictureHeight), shorterSide)
                    : new Size(shorterSide, proportional(shorterSide, pictureHeight, pictureWidth));
        }
        return (long) width * pictureHeight >= (long) height * pictureWidth
                ? new Size(width, Math.max(height, proportional(width, pictureHeight, pictureWidth)))
                : new Size(Math.max(width, proportional(height, pictureWidth, pictureHeight)), height);
    }

    private static int proportional(int side, int numerator, int denominator) {
        return (int) Math.min(Integer.MAX_VALUE, (long) side * numerator / denominator);
    }

    /** In pixels. */
    public record Size(int width, int height) {
    }
}
