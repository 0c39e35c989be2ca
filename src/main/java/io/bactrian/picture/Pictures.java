package io.bactrian.picture;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.Semaphore;

import io.bactrian.model.Datatype;
import io.bactrian.model.Elements;
import io.bactrian.model.ImageForm;

/**
 * Makes the elements of a model's input from a picture. Any thread; it takes as long as decoding does. Pictures that are decoded at the
 * same time share the memory that one of the most pixels takes: further ones wait for their turn.
 */
public final class Pictures {
    /** Full HD and a little more. */
    public static final int USUAL_MOST_PIXELS = 1 << 21;
    /** Of a decoded pixel at most, at {@link #USUAL_MOST_PIXELS}; those with more have fewer pixels. */
    private static final int BYTES_A_PIXEL = 4;
    private static final int BYTES_A_PERMIT = 1024;
    private static final int LONGEST_SIDE = 1 << 15;
    private static final int MOST_NARROWED = 1 << 24;

    private Decoder decoder;
    private final int mostPixels;
    private final int permits;
    private final Semaphore memory;

    /** @param mostPixels of one picture */
    public Pictures(int mostPixels) {
        this.mostPixels = mostPixels;
        this.permits = permits((long) mostPixels * BYTES_A_PIXEL);
        this.memory = new Semaphore(permits, true);
    }

    private static int permits(long bytes) {
        return (int) (bytes / BYTES_A_PERMIT) + 1;
    }

    /**
     * @return the elements in the form's layout, little-endian
     * @throws PictureException where it is too large, damaged, cut off, or of a kind that is not read
     */
    public ByteBuffer prepare(byte[] picture, ImageForm form, Datatype datatype) {
        Header header = Header.of(picture);
        checkSize(header);
        int needed = Math.min(permits, permits((long) header.width() * header.height() * header.bytesAPixel()));
        memory.acquireUninterruptibly(needed);
        try {
            BufferedImage image = decoder().decode(header);
            PixelRows rows = new PixelRows(image, form.exif() ? header.orientation() : 1, form.channels());
            return elements(scaled(rows, form), form, datatype);
        } finally {
            memory.release(needed);
        }
    }

    /** Made at the first picture: it loads much that a node without pictures does not need. */
    private synchronized Decoder decoder() {
        if (decoder == null) {
            decoder = new Decoder();
        }
        return decoder;
    }

    /** A permit for each KiB that decoded pictures may take. */
    Semaphore memory() {
        return memory;
    }

    private void checkSize(Header header) {
        long pixels = (long) header.width() * header.height();
        String size = "the picture has " + header.width() + " × " + header.height() + " pixels";
        if (header.width() < 1 || header.height() < 1) {
            throw PictureException.refused(size + ": send one that has some");
        }
        long most = Math.min(mostPixels, (long) mostPixels * BYTES_A_PIXEL / header.bytesAPixel());
        if (pixels > most) {
            throw PictureException.tooLarge(size + (most < mostPixels ? " of " + header.bytesAPixel() + " bytes" : "")
                    + "; at most " + most + " are read: send a smaller one, or raise bactrian.pictures.max-pixels");
        }
    }

    /** Pixels of the input, row by row, channel beside channel. */
    private static byte[] scaled(PixelRows rows, ImageForm form) {
        ImageForm.Size size = form.scaled(rows.width(), rows.height());
        int channels = form.channels().count();
        if (Math.max(rows.width(), rows.height()) > LONGEST_SIDE
                || (long) rows.height() * form.width() * channels > MOST_NARROWED) {
            throw PictureException.refused("the picture has " + rows.width() + " × " + rows.height()
                    + " pixels, a side that is too long for its scaling: send one of more usual proportions");
        }
        int left = (int) Math.rint((size.width() - form.width()) / 2.0);
        int top = (int) Math.rint((size.height() - form.height()) / 2.0);
        Resampling across = new Resampling(rows.width(), size.width(), left, form.width());
        Resampling down = new Resampling(rows.height(), size.height(), top, form.height());
        int line = form.width() * channels;
        byte[] row = new byte[rows.width() * channels];
        byte[] narrowed = new byte[(down.end() - down.first()) * line];
        for (int y = down.first(); y < down.end(); y++) {
            rows.read(y, row);
            across.apply(row, 0, channels, channels, narrowed, (y - down.first()) * line);
        }
        byte[] scaled = new byte[form.height() * line];
        down.apply(narrowed, down.first(), line, line, scaled, 0);
        return scaled;
    }

    private static ByteBuffer elements(byte[] pixels, ImageForm form, Datatype datatype) {
        int channels = form.channels().count();
        double[][] values = new double[channels][256];
        for (int channel = 0; channel < channels; channel++) {
            for (int value = 0; value < 256; value++) {
                values[channel][value] = (value * form.scale() - form.mean().get(channel)) / form.std().get(channel);
            }
        }
        double[] elements = new double[pixels.length];
        boolean channelsFirst = form.layout() == ImageForm.Layout.NCHW;
        int area = pixels.length / channels;
        for (int i = 0; i < pixels.length; i++) {
            int channel = i % channels;
            elements[channelsFirst ? channel * area + i / channels : i] = values[channel][pixels[i] & 0xff];
        }
        ByteBuffer bytes = ByteBuffer.allocate(elements.length * Elements.bytes(datatype)).order(ByteOrder.LITTLE_ENDIAN);
        Elements.put(bytes, datatype, elements, 0, elements.length);
        return bytes.flip();
    }
}
