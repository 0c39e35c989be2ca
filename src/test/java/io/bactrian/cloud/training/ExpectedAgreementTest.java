package io.bactrian.cloud.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

class ExpectedAgreementTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource({"1, 0.9", "0.97, 0.87", "0.5, 0.4", "0.49, 0", "0, 0"})
    void aGateAsksForLessThanWasMeasuredAndForNothingWhereTheVersionsDifferMostly(double measured, double asked) {
        assertThat(ExpectedAgreement.of(measured)).isEqualTo(asked);
    }

    @Test
    void theManifestKeepsAllElseAndALowerAgreementOfItsOwn() throws IOException {
        Path manifest = Files.writeString(dir.resolve("model.yaml"), "task: anomaly\ngate: {messages: 10, agreement: 0.2}\n");
        ExpectedAgreement.write(manifest, 0.97);

        assertThat(read(manifest).at("/gate/agreement").asDouble()).isEqualTo(0.2);
        assertThat(read(manifest).at("/gate/messages").asInt()).isEqualTo(10);
        assertThat(read(manifest).path("task").asText()).isEqualTo("anomaly");
    }

    @Test
    void aManifestWithoutAGateGetsOneWhereAgreementWasMeasured() throws IOException {
        Path manifest = Files.writeString(dir.resolve("model.yaml"), "task: anomaly\n");
        ExpectedAgreement.write(manifest, null);
        assertThat(read(manifest).has("gate")).isFalse();
        ExpectedAgreement.write(manifest, 0.04);

        assertThat(read(manifest).at("/gate/agreement").asDouble()).isZero();
    }

    private static JsonNode read(Path manifest) throws IOException {
        return new YAMLMapper().readTree(manifest.toFile());
    }
}
