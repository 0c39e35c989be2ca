package io.bactrian.kit;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * The pictures of the page: into {@code docs/images} where {@code -Dbactrian.docs.write=true} asks for them, else into
 * {@code target/page}. As PNG of 256 colours, a third of what a browser makes.
 */
public final class Pictures {
    private static final int COLOURS = 256;
    /** Colours that stay as they are; the rest of the palette is spread over what is left. */
    private static final int EXACT = 128;
    private static final int OPAQUE = 0xFFFFFF;
    private static final int COARSE = 0xF0F0F0;

    private Pictures() {
    }

    public static Path folder() {
        return Boolean.getBoolean("bactrian.docs.write") ? Path.of("docs", "images") : Path.of("target", "page");
    }

    /** Keeps a screenshot as {@code NAME.png}. */
    public static void keep(String name, byte[] png) {
        try {
            Files.createDirectories(folder());
            write(indexed(ImageIO.read(new ByteArrayInputStream(png))), folder().resolve(name + ".png"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BufferedImage indexed(BufferedImage picture) {
        int[] pixels = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
        Map<Integer, Integer> counts = new HashMap<>();
        for (int pixel : pixels) {
            counts.merge(pixel & OPAQUE, 1, Integer::sum);
        }
        int[] palette = palette(counts);
        Map<Integer, Byte> places = new HashMap<>();
        byte[] indexes = new byte[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            indexes[i] = places.computeIfAbsent(pixels[i] & OPAQUE, colour -> (byte) nearest(palette, colour));
        }
        IndexColorModel colours = new IndexColorModel(Byte.SIZE, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
        BufferedImage made = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_BYTE_INDEXED,
                colours);
        made.getRaster().setDataElements(0, 0, picture.getWidth(), picture.getHeight(), indexes);
        return made;
    }

    /** The most frequent colours, then the most frequent of each shade that is not among them. */
    private static int[] palette(Map<Integer, Integer> counts) {
        List<Integer> frequent = counts.keySet().stream().sorted(Comparator.comparing(counts::get).reversed()).toList();
        Set<Integer> palette = new LinkedHashSet<>(frequent.subList(0, Math.min(EXACT, frequent.size())));
        Set<Integer> shades = new HashSet<>();
        for (int colour : frequent) {
            if (palette.size() < COLOURS && shades.add(colour & COARSE)) {
                palette.add(colour);
            }
        }
        return palette.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int nearest(int[] palette, int colour) {
        int found = 0;
        for (int i = 1; i < palette.length; i++) {
            if (distance(palette[i], colour) < distance(palette[found], colour)) {
                found = i;
            }
        }
        return found;
    }

    private static int distance(int one, int other) {
        int sum = 0;
        for (int shift = 0; shift < 24; shift += 8) {
            int between = (one >> shift & 0xFF) - (other >> shift & 0xFF);
            sum += between * between;
        }
        return sum;
    }

    private static void write(BufferedImage picture, Path file) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam small = writer.getDefaultWriteParam();
        small.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        small.setCompressionQuality(0);
        Files.deleteIfExists(file);
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), small);
        } finally {
            writer.dispose();
        }
    }
}
