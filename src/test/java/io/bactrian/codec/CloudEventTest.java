package io.bactrian.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudEventTest {
    private static final long MILLIS = 1_795_431_600_123L;

    @Test
    void aSampleHasTheRequiredAttributesAndItsTimeAndType() {
        assertThat(CloudEvent.sample("r-1", "pump-7", MILLIS)).containsOnly(entry("ce_specversion", "1.0"),
                entry("ce_id", "r-1"), entry("ce_source", "/devices/pump-7"), entry("ce_type", "io.bactrian.sample.v1"),
                entry("ce_time", "2026-11-23T11:00:00.123Z"), entry("content-type", "application/json"));
    }

    @Test
    void aDeadLetterSaysWhyToo() {
        assertThat(CloudEvent.deadLetter("r-1", "pump-7", MILLIS, "not-json", "cut off")).containsOnly(
                entry("ce_specversion", "1.0"), entry("ce_id", "r-1"), entry("ce_source", "/devices/pump-7"),
                entry("ce_type", "io.bactrian.dead-letter.v1"), entry("ce_time", "2026-11-23T11:00:00.123Z"),
                entry("content-type", "application/octet-stream"), entry("ce_errorcode", "not-json"),
                entry("ce_errormessage", "cut off"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"pump 7,pump%207", "a/b,a%2Fb", "../x,..%2Fx", "50%,50%25", "a?b#c,a%3Fb%23c",
        "pümp,p%C3%BCmp",
        "水,%E6%B0%B4", "😀,%F0%9F%98%80", "a:b@c,a%3Ab%40c", "A-z_0.9~,A-z_0.9~", "``,``"})
    void anOddDeviceIsOnePercentEncodedSegmentOfTheSource(String device, String encoded) {
        String source = CloudEvent.sample("r-1", device, MILLIS).get("ce_source");

        assertThat(source).isEqualTo("/devices/" + encoded);
        assertThat(URI.create(source).getPath()).isEqualTo("/devices/" + device);
    }
}
