package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import io.bactrian.model.VersionFiles;

class ReportLinksTest {
    private static final VersionFiles VERSION = new VersionFiles("pump", 1, Path.of("pump/1/model.onnx"),
            Path.of("pump/1/model.yaml"), null, "digest");

    private final AtomicLong nanos = new AtomicLong();
    private final ReportLinks links = new ReportLinks(nanos::get);

    @Test
    void aLinkIsGoodForItsTimeAndNoLonger() {
        String link = links.add(VERSION);
        nanos.addAndGet(ReportLinks.VALID.toNanos());
        assertThat(links.find(link)).contains(VERSION);

        nanos.incrementAndGet();
        assertThat(links.find(link)).isEmpty();
    }

    @Test
    void ofTooManyTheOldestIsOver() {
        String first = links.add(VERSION);
        String second = links.add(VERSION);
        for (int i = 0; i < ReportLinks.MOST - 1; i++) {
            links.add(VERSION);
        }

        assertThat(links.find(first)).isEmpty();
        assertThat(links.find(second)).isPresent();
        assertThat(second).isNotEqualTo(first).matches("[0-9a-f]{32}");
        assertThat(links.find("guessed")).isEmpty();
    }
}
