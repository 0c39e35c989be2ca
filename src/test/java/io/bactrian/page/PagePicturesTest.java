package io.bactrian.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;

/** The documents show each view of the page; the browser's tests make the pictures anew with {@code -Dbactrian.docs.write=true}. */
class PagePicturesTest {
    private static final Path FOLDER = Path.of("docs", "images");
    private static final Pattern VIEWS = Pattern.compile("const ALL = \\[([^\\]]+)\\]");
    private static final Pattern PICTURE = Pattern.compile("!\\[[^\\]]+\\]\\(images/([a-z]+-(\\d+)\\.png)\\)");
    private static final int MEGABYTE = 1_000_000;

    private static List<String> views() throws IOException {
        Matcher all = VIEWS.matcher(Files.readString(Path.of("src/main/resources/page/js/app.js")));
        assertThat(all.find()).isTrue();
        return List.of(all.group(1).split(", "));
    }

    private static List<Path> pictures() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.toList();
        }
    }

    @Test
    void eachViewHasItsPictureInTheDocument() throws IOException {
        String document = Files.readString(Path.of("docs/page.md"));

        assertThat(views()).contains("flow", "cloud")
                .allSatisfy(view -> assertThat(document).contains("](images/" + view + "-1280.png)"));
        assertThat(document).contains("](images/device-1280.png)", "](images/flow-390.png)", "](images/follow-390.png)");
    }

    @Test
    void eachPictureOfTheDocumentIsThereAsWideAsItsNameSaysAndNoneIsLeftOver() throws IOException {
        List<String> shown = PICTURE.matcher(Files.readString(Path.of("docs/page.md"))).results()
                .map(picture -> picture.group(1)).toList();

        assertThat(pictures()).extracting(file -> file.getFileName().toString()).containsExactlyInAnyOrderElementsOf(shown);
        for (Path file : pictures()) {
            BufferedImage picture = ImageIO.read(file.toFile());
            assertThat(file.getFileName()).asString().endsWith("-" + picture.getWidth() + ".png");
        }
    }

    @Test
    void allPicturesTogetherAreAMegabyteAtMost() throws IOException {
        long sum = 0;
        for (Path file : pictures()) {
            sum += Files.size(file);
        }

        assertThat(sum).isLessThanOrEqualTo(MEGABYTE);
    }

    @Test
    void theReadmeShowsOneBelowItsFirstParagraph() throws IOException {
        assertThat(Files.readString(Path.of("README.md")))
                .containsPattern("\\A# Bactrian\\n\\n(?:[^\\n]+\\n)+\\n\\[?!\\[[^\\]]+\\]\\(docs/images/flow-1280\\.png\\)");
    }
}
