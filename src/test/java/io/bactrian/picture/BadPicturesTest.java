package io.bactrian.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.bactrian.kit.Patience;
import io.bactrian.model.Datatype;

/** Pictures that are too large, damaged or of kinds that are not read are refused by name, before they cost memory. */
class BadPicturesTest {
    private static final int MOST = 1 << 14;

    private final Pictures pictures = new Pictures(MOST);

    private ByteBuffer read(byte[] picture) {
        return pictures.prepare(picture, Forms.rgb(8, 8), Datatype.UINT8);
    }

    private void refused(byte[] picture, String why) {
        assertThatThrownBy(() -> read(picture)).isInstanceOf(PictureException.class).hasMessageContaining(why);
    }

    @Test
    void sixtyThousandPixelsASideAreRefusedByTheHeader() throws IOException {
        byte[] bomb = png(60_000, 60_000, new byte[200]);

        assertThat(bomb).hasSizeLessThan(1024);
        assertThatThrownBy(() -> read(bomb)).isInstanceOfSatisfying(PictureException.class,
                refused -> assertThat(refused.isTooLarge()).isTrue())
                .hasMessage("the picture has 60000 × 60000 pixels; at most 16384 are read: send a smaller one, "
                        + "or raise bactrian.pictures.max-pixels");
    }

    @Test
    void soIsAJpegWhoseHeaderSaysSo() throws IOException {
        byte[] photo = PictureReferenceTest.file("photo.jpg");
        int frame = IntStream.range(0, photo.length)
                .filter(at -> photo[at] == (byte) 0xff && photo[at + 1] == (byte) 0xc0).findFirst().getAsInt();
        ByteBuffer.wrap(photo).putShort(frame + 5, (short) 60_000).putShort(frame + 7, (short) 60_000);

        refused(photo, "the picture has 60000 × 60000 pixels");
    }

    @Test
    void sixteenBitsCountTwice() throws IOException {
        Pictures small = new Pictures(97 * 61);

        assertThatThrownBy(() -> small.prepare(PictureReferenceTest.file("deep.png"), Forms.rgb(8, 8), Datatype.UINT8))
                .hasMessageStartingWith("the picture has 97 × 61 pixels of 6 bytes; at most 3944 are read");
        assertThat(small.prepare(PictureReferenceTest.file("alpha.png"), Forms.rgb(8, 8), Datatype.UINT8).remaining())
                .isEqualTo(192);
    }

    @ParameterizedTest
    @CsvSource({"cmyk.jpg, 'the JPEG file has 4 components, as CMYK has: save it as RGB or grey'",
        "animated.png, the PNG file is animated: send one picture a message"})
    void whatIsNotReadIsNamed(String file, String why) throws IOException {
        refused(PictureReferenceTest.file(file), why);
    }

    @Test
    void whatIsNoPictureIsRefused() {
        refused("GIF89a".getBytes(StandardCharsets.US_ASCII), "the message is no picture: expected a JPEG or PNG file");
        refused(new byte[0], "the message is no picture");
    }

    @ParameterizedTest
    @ValueSource(strings = {"photo.jpg", "progressive.jpg", "grey.jpg", "alpha.png", "palette.png", "deep.png"})
    void aFileThatIsCutOffAnywhereIsRefused(String name) throws IOException {
        byte[] whole = PictureReferenceTest.file(name);

        read(whole);
        for (int length = 3; length < whole.length; length += Math.max(1, whole.length / 200)) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut)).as("%d bytes of %s", length, name).isInstanceOf(PictureException.class);
        }
    }

    @Test
    void aFrameThatTheCameraCutShortIsRefusedThoughItHasAnEnd() throws IOException {
        byte[] whole = PictureReferenceTest.file("photo.jpg");
        byte[] cut = Arrays.copyOf(whole, whole.length - 800);
        cut[cut.length - 2] = (byte) 0xff;
        cut[cut.length - 1] = (byte) 0xd9;

        refused(cut, "the JPEG file is damaged");
    }

    @Test
    void pixelsThatAreMissingInAPngAreRefused() throws IOException {
        refused(png(100, 100, new byte[2000]), "the PNG file is damaged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"photo.jpg", "progressive.jpg", "orientation-6.jpg", "alpha.png", "palette.png", "deep-grey.png"})
    void whateverBytesAreChangedThePictureIsReadOrRefused(String name) throws IOException {
        byte[] whole = PictureReferenceTest.file(name);
        Random random = new Random(name.hashCode());
        for (int round = 0; round < 300; round++) {
            byte[] changed = whole.clone();
            for (int i = 0; i <= round % 4; i++) {
                changed[3 + random.nextInt(changed.length - 3)] = (byte) random.nextInt();
            }
            try {
                assertThat(read(changed).remaining()).isEqualTo(192);
            } catch (PictureException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void textThatUnpacksToMuchIsNotUnpacked() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes("Comment\0\0".getBytes(StandardCharsets.ISO_8859_1));
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(text)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 256; i++) {
                deflated.write(zeros);
            }
        }
        byte[] tiny = PictureReferenceTest.file("tiny.png");
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        bomb.write(tiny, 0, 33);
        chunk(bomb, "zTXt", text.toByteArray());
        chunk(bomb, "iCCP", text.toByteArray());
        bomb.write(tiny, 33, tiny.length - 33);

        assertThat(new PngFile(bomb.toByteArray()).header().pixels()).isEqualTo(tiny);
        assertThat(read(bomb.toByteArray())).isEqualTo(read(tiny));
    }

    @Test
    void thousandsOfScansAreRefused() throws IOException {
        byte[] photo = PictureReferenceTest.file("progressive.jpg");
        int scan = IntStream.range(0, photo.length)
                .filter(at -> photo[at] == (byte) 0xff && photo[at + 1] == (byte) 0xda).findFirst().getAsInt();
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        many.write(photo, 0, scan);
        for (int i = 0; i < 2000; i++) {
            many.write(photo, scan, 14);
        }
        many.write(photo, scan, photo.length - scan);

        refused(many.toByteArray(), "the JPEG file has more than 100 scans");
    }

    @Test
    void aLineOfPixelsIsRefusedWhereItsScalingTakesTooMuch() throws IOException {
        Pictures large = new Pictures(1 << 20);
        byte[] line = png(1, 40_000, new byte[40_000 * 4]);

        assertThatThrownBy(() -> large.prepare(line, Forms.rgb(224, 224), Datatype.UINT8))
                .isInstanceOf(PictureException.class)
                .hasMessageContaining("1 × 40000 pixels, a side that is too long for its scaling");
    }

    @Test
    void aPictureWaitsUntilThereIsMemoryForIt() throws Exception {
        byte[] photo = PictureReferenceTest.file("photo.jpg");
        int all = pictures.memory().availablePermits();
        pictures.memory().acquire(all - 1);
        CompletableFuture<ByteBuffer> read = CompletableFuture.supplyAsync(() -> read(photo));

        await().atMost(Patience.LONG).until(pictures.memory()::hasQueuedThreads);
        assertThat(read).isNotDone();
        pictures.memory().release(all - 1);

        assertThat(read).succeedsWithin(Patience.LONG);
        assertThat(pictures.memory().availablePermits()).isEqualTo(all);
    }

    @Test
    void aPictureThatIsRefusedGivesItsMemoryBack() throws IOException {
        int all = pictures.memory().availablePermits();
        byte[] cut = PictureReferenceTest.file("photo.jpg");
        Arrays.fill(cut, cut.length - 800, cut.length - 2, (byte) 0);

        assertThatThrownBy(() -> read(cut)).isInstanceOf(PictureException.class);
        assertThat(pictures.memory().availablePermits()).isEqualTo(all);
    }

    @Test
    void whatIsNoFaultOfTheFileIsNotChargedToIt() throws IOException {
        Header header = Header.of(PictureReferenceTest.file("tiny.png"));
        OutOfMemoryError error = new OutOfMemoryError("made for the test");

        assertThatThrownBy(() -> Decoder.failed(header, new IOException("wrapped", error))).isSameAs(error);
        assertThat(Decoder.failed(header, new IOException("not a chunk"))).hasMessageContaining("damaged (not a chunk)");
    }

    /** An RGB picture of 8 bits with these bytes in place of its filtered rows. */
    private static byte[] png(int width, int height, byte[] rows) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[]{(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        chunk(out, "IHDR", ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) 8).put((byte) 2).array());
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(packed)) {
            deflated.write(rows);
        }
        chunk(out, "IDAT", packed.toByteArray());
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        byte[] body = ByteBuffer.allocate(4 + data.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(data).array();
        CRC32 checksum = new CRC32();
        checksum.update(body);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(body);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
    }
}
