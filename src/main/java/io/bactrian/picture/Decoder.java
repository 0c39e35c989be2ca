package io.bactrian.picture;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Iterator;

import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;

/** Decodes a file whose header is known, in memory. What a decoder only warns of, as of missing data, is an error here. Any thread. */
final class Decoder {
    private final ImageReaderSpi jpeg = new JPEGImageReaderSpi();
    private final ImageReaderSpi png;

    Decoder() {
        IIORegistry registry = IIORegistry.getDefaultInstance();
        jpeg.onRegistration(registry, ImageReaderSpi.class);
        png = ofThePlatform(registry);
    }

    private static ImageReaderSpi ofThePlatform(IIORegistry registry) {
        Iterator<ImageReaderSpi> all = registry.getServiceProviders(ImageReaderSpi.class, true);
        while (all.hasNext()) {
            ImageReaderSpi next = all.next();
            if (next.getClass().getName().endsWith(".png.PNGImageReaderSpi")) {
                return next;
            }
        }
        throw new IllegalStateException("this Java has no reader of PNG: run it on one with the module java.desktop");
    }

    BufferedImage decode(Header header) {
        String[] warning = new String[1];
        try (ByteArrayImageInputStream in = new ByteArrayImageInputStream(header.pixels())) {
            ImageReader reader = (header.format() == PictureFormat.JPEG ? jpeg : png).createReaderInstance(null);
            try {
                reader.setInput(in, true, true);
                reader.addIIOReadWarningListener((source, text) -> warning[0] = text);
                BufferedImage image = reader.read(0);
                if (warning[0] != null) {
                    throw damaged(header, warning[0]);
                }
                return image;
            } finally {
                reader.dispose();
            }
        } catch (PictureException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw failed(header, e);
        }
    }

    /** The platform's reader of PNG wraps whatever is thrown: what is the machine's own is no fault of the file. */
    static PictureException failed(Header header, Exception why) {
        for (Throwable cause = why; cause != null; cause = cause.getCause()) {
            if (cause instanceof Error error) {
                throw error;
            }
        }
        return damaged(header, why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage());
    }

    private static PictureException damaged(Header header, String why) {
        return PictureException.refused("the " + header.format() + " file is damaged (" + why + "): send it again");
    }
}
