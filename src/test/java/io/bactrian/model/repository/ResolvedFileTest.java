package io.bactrian.model.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolvedFileTest {
    @TempDir
    Path temporary;
    private Path dir;

    @BeforeEach
    void files() throws IOException {
        dir = temporary.toRealPath();
        Files.createDirectories(dir.resolve("good/deep"));
        Files.createDirectories(dir.resolve("bad/deep"));
        Files.writeString(dir.resolve("good/deep/file"), "good");
        Files.writeString(dir.resolve("bad/deep/file"), "bad");
    }

    @Test
    void aFileIsOpenedByItsRealPath() throws IOException {
        assertThat(content(dir.resolve("good/deep/file"))).isEqualTo("good");
    }

    @Test
    void aLinkIsNotFollowedNeitherInPlaceOfTheFileNorOfAFolderOnTheWay() throws IOException {
        Files.createSymbolicLink(dir.resolve("good/deep/link"), dir.resolve("bad/deep/file"));
        Files.createSymbolicLink(dir.resolve("folder"), dir.resolve("bad"));

        for (String path : new String[]{"good/deep/link", "folder/deep/file"}) {
            assertThatThrownBy(() -> content(dir.resolve(path))).as(path).isInstanceOf(IOException.class);
        }
    }

    @Test
    void whileAFolderIsSwappedForALinkNothingBehindTheLinkIsEverRead() throws Exception {
        CountDownLatch enough = new CountDownLatch(1);
        Thread swapper = new Thread(() -> swapUntil(enough));
        swapper.start();

        int read = 0;
        for (int i = 0; i < 5_000; i++) {
            try {
                assertThat(content(dir.resolve("good/deep/file"))).isEqualTo("good");
                read++;
            } catch (IOException e) {
                continue; // a link, or nothing, was there
            }
        }
        enough.countDown();
        swapper.join();

        assertThat(read).isPositive();
    }

    private void swapUntil(CountDownLatch enough) {
        try {
            while (enough.getCount() > 0) {
                Files.move(dir.resolve("good"), dir.resolve("aside"));
                Files.createSymbolicLink(dir.resolve("good"), dir.resolve("bad"));
                Files.delete(dir.resolve("good"));
                Files.move(dir.resolve("aside"), dir.resolve("good"));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String content(Path file) throws IOException {
        try (InputStream in = Channels.newInputStream(ResolvedFile.open(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
