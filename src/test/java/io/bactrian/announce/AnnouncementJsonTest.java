package io.bactrian.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

class AnnouncementJsonTest {
    private static final String DIGEST = "0123456789abcdef".repeat(4);
    private static final Instant AT = Instant.parse("2026-11-26T12:00:00.250Z");

    @Test
    void whatIsWrittenIsRead() throws IOException {
        var all = new Announcement("pump-anomaly", 3, Announcement.State.ANNOUNCED,
                URI.create("https://cloud/bactrian/pool/pump-anomaly/3/archive"), DIGEST, 123, "c2ln",
                new Nodes(Set.of("edge-1", "edge-2"), Map.of("zone", "north"), Set.of("pump-7")),
                Announcement.Promote.GATED, AT.plusSeconds(60), AT);
        var little = new Announcement("m", 1, Announcement.State.WITHDRAWN, URI.create("http://h/a"), DIGEST, -1, null,
                Nodes.ALL,
                null, null, AT);

        assertThat(AnnouncementJson.read(AnnouncementJson.write(all))).isEqualTo(all);
        assertThat(AnnouncementJson.read(AnnouncementJson.write(little))).isEqualTo(little);
        assertThat(all.key()).isEqualTo("pump-anomaly/3");
    }

    @Test
    void whatIsNotKnownIsPassedOver() throws IOException {
        var read = read(
                """
                {"model": "m", "version": 2, "state": "announced", "url": "https://h/a", "sha256": "%s", "more": {"a": [1]},
                 "nodes": {"names": ["edge-1"], "regions": ["x"]}}""".formatted(DIGEST));

        assertThat(read.version()).isEqualTo(2);
        assertThat(read.nodes().names()).containsExactly("edge-1");
        assertThat(read.promote()).isNull();
    }

    @Test
    void allThatIsWrongIsNamed() {
        assertThatThrownBy(() -> read(
                """
                {"model": "m", "version": 0, "state": "there", "url": "https://h/a", "promote": "soon", "until": "tomorrow"}"""))
                .isInstanceOf(IOException.class).hasMessageContaining("version is 0").hasMessageContaining("state is 'there'")
                .hasMessageContaining("sha256 is missing").hasMessageContaining("promote is 'soon'")
                .hasMessageContaining("until is 'tomorrow'; expected a time such as");
        assertThatThrownBy(() -> read("[1]")).hasMessage("it is a list; expected a JSON object");
        assertThatThrownBy(() -> read("{")).isInstanceOf(IOException.class);
        assertThatThrownBy(
                () -> read("""
                           {"model": "../m", "version": 1, "state": "announced", "url": "https://h/a", "sha256": "%s"}"""
                        .formatted(DIGEST)))
                .hasMessageContaining("model is '../m'");
        assertThatThrownBy(() -> AnnouncementJson.read(new byte[1 << 17])).hasMessageContaining("expected at most 65536");
    }

    @Test
    void reportsAreReadAsTheyWereWritten() throws IOException {
        var version = new RolloutReport("edge-1-m-3-serving-1", AT, "edge-1", "m", 3, "serving", "it is", null, Map.of());
        var node = RolloutReport.started("edge-1-started-1", AT, "edge-1", Map.of("zone", "north"));

        assertThat(RolloutReportJson.read(RolloutReportJson.write(version))).isEqualTo(version);
        assertThat(RolloutReportJson.read(RolloutReportJson.write(node))).isEqualTo(node);
        assertThatThrownBy(() -> RolloutReportJson.read(bytes("{\"id\": \"1\", \"node\": \"n\", \"state\": \"serving\"}")))
                .hasMessageContaining("at is missing");
        assertThatThrownBy(() -> RolloutReportJson
                .read(bytes("{\"id\": \"1\", \"at\": \"2026-11-26T12:00:00Z\", \"node\": \"n\", \"state\": \"serving\"}")))
                .hasMessageContaining("model is missing");
    }

    private static Announcement read(String text) throws IOException {
        return AnnouncementJson.read(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
