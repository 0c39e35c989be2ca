package io.bactrian.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.bactrian.model.Datatype;
import io.bactrian.model.Elements;
import io.bactrian.model.ImageForm;
import io.bactrian.model.ImageForm.Channels;
import io.bactrian.model.ImageForm.Fit;
import io.bactrian.model.ImageForm.Layout;

/** What a picture becomes is what Pillow makes of it, whose numbers {@code reference.py} has written. */
class PictureReferenceTest {
    private static final Path FOLDER = Path.of("src", "test", "resources", "picture");
    private static final List<Double> MEAN = List.of(0.485, 0.456, 0.406);
    private static final List<Double> STD = List.of(0.229, 0.224, 0.225);

    private final Pictures pictures = new Pictures(1 << 20);

    private record Reference(String file, ImageForm form, int[] values) {
        static Reference of(String line) {
            String[] words = line.split(" ");
            int[] values = Arrays.stream(words).skip(6).mapToInt(Integer::parseInt).toArray();
            return new Reference(words[0], Forms.of(Integer.parseInt(words[3]), Integer.parseInt(words[4]), Layout.NHWC,
                    Channels.valueOf(words[1].toUpperCase(Locale.ROOT)), Fit.valueOf(words[2].toUpperCase(Locale.ROOT)),
                    Integer.parseInt(words[5]), true), values);
        }

        @Override
        public String toString() {
            return file + " " + form.channels() + " " + form.fit() + " " + form.width() + " × " + form.height() + " "
                    + form.shorterSide();
        }
    }

    static Stream<Reference> references() throws IOException {
        return Files.readAllLines(FOLDER.resolve("reference.txt")).stream().map(Reference::of);
    }

    static byte[] file(String name) throws IOException {
        return Files.readAllBytes(FOLDER.resolve(name));
    }

    @ParameterizedTest
    @MethodSource("references")
    void noElementIsMoreThanOneStepFromTheReference(Reference reference) throws IOException {
        ByteBuffer elements = pictures.prepare(file(reference.file()), reference.form(), Datatype.UINT8);

        assertThat(elements.remaining()).isEqualTo(reference.values().length);
        int[] apart = new int[reference.values().length];
        for (int i = 0; i < apart.length; i++) {
            apart[i] = Math.abs((elements.get(i) & 0xff) - reference.values()[i]);
        }
        assertThat(Arrays.stream(apart).max().getAsInt()).isLessThanOrEqualTo(1);
        assertThat(Arrays.stream(apart).sum()).isLessThanOrEqualTo(apart.length / 5);
    }

    @Test
    void channelsAreLaidOutOrderedAndNormalisedAsTheFormSays() throws IOException {
        Reference reference = references().filter(each -> each.file().equals("alpha.png")).findFirst().orElseThrow();
        ImageForm form = new ImageForm(16, 12, Layout.NCHW, Channels.BGR, Fit.STRETCH, 0, true, 1 / 255.0, MEAN, STD);

        double[] elements = Elements.get(pictures.prepare(file("alpha.png"), form, Datatype.FP32), Datatype.FP32, 3 * 16 * 12);

        for (int i = 0; i < elements.length; i++) {
            int channel = i / (16 * 12);
            double expected = (reference.values()[i % (16 * 12) * 3 + 2 - channel] / 255.0 - MEAN.get(channel))
                    / STD.get(channel);
            assertThat(elements[i] * STD.get(channel)).isCloseTo(expected * STD.get(channel), within(1 / 255.0));
        }
    }

    @Test
    void aPictureIsTakenAsItIsStoredWhereTheFormSaysSo() throws IOException {
        ImageForm stored = Forms.of(30, 20, Layout.NHWC, Channels.GREY, Fit.STRETCH, 0, false);

        List<ByteBuffer> all = Stream.of("orientation-3.jpg", "orientation-8.jpg").map(name -> {
            try {
                return pictures.prepare(file(name), stored, Datatype.UINT8);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }).toList();

        assertThat(all.get(0)).isEqualTo(all.get(1));
    }
}
