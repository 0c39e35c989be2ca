package io.bactrian.delivery.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialFileTest {
    @TempDir
    private Path dir;

    private CredentialFile file(String yaml) throws IOException {
        return new CredentialFile(Files.writeString(dir.resolve("credentials.yaml"), yaml));
    }

    private static Credential of(CredentialFile file, String url) throws IOException {
        return file.of(Origin.of(URI.create(url))).credential();
    }

    @Test
    void eachHostHasItsOwnAndNoOtherHostOrPortHasAny() throws IOException {
        Files.writeString(dir.resolve("password"), "pa:ss\n");
        CredentialFile file = file("""
                                   hosts:
                                     models.example: {token: 0123}
                                     Models.Example:8443: {user: edge, password-file: password}
                                     storage.example: {access-key: a, secret-key: b, session-token: c}
                                   """);

        assertThat(of(file, "https://models.example/x").authorization()).isEqualTo("Bearer 0123");
        assertThat(of(file, "https://MODELS.example:443/x").authorization()).isEqualTo("Bearer 0123");
        assertThat(of(file, "https://models.example:8443/x").authorization()).isEqualTo("Basic ZWRnZTpwYTpzcw==");
        assertThat(of(file, "https://storage.example/x")).isEqualTo(new Credential.Keys("a", "b", "c"));
        assertThat(of(file, "https://models.example:8444/x")).isNull();
        assertThat(of(file, "https://models.example.evil.example/x")).isNull();
        assertThat(of(file, "https://evil.example/models.example")).isNull();
    }

    @Test
    void whatIsRenewedIsInUseAtOnce() throws IOException {
        Files.writeString(dir.resolve("token"), "old");
        CredentialFile file = file("hosts: {models.example: {token-file: token}}\n");
        assertThat(of(file, "https://models.example").authorization()).isEqualTo("Bearer old");
        Files.writeString(dir.resolve("token"), "new\n");

        assertThat(of(file, "https://models.example").authorization()).isEqualTo("Bearer new");
    }

    @Test
    void nothingGoesUnencryptedButToLoopbackOrWhereItIsAllowed() throws IOException {
        CredentialFile file = file("""
                                   hosts:
                                     models.example: {token: s3cr3t}
                                     127.0.0.1:5000: {token: s3cr3t}
                                     10.0.0.1: {token: s3cr3t, plain-http: allowed}
                                   """);

        assertThatThrownBy(() -> of(file, "http://models.example/x")).isInstanceOf(IOException.class)
                .hasMessageContaining("plain-http: allowed").hasMessageNotContaining("s3cr3t");
        assertThat(of(file, "http://127.0.0.1:5000/x")).isNotNull();
        assertThat(of(file, "http://10.0.0.1/x")).isNotNull();
    }

    @Test
    void aFileOfAContainerToolIsForRegistriesAlone() throws IOException {
        Files.writeString(dir.resolve("config.json"),
                "{\"auths\": {\"https://registry.example/v1/\": {\"auth\": \"ZWRnZTpzM2NyM3Q=\"}}}");
        CredentialFile file = file("docker-config: config.json\n");
        Origin registry = Origin.of(URI.create("https://registry.example/v2/"));

        assertThat(file.ofRegistry(registry).credential()).isEqualTo(new Credential.Login("edge", "s3cr3t"));
        assertThat(file.of(registry).credential()).isNull();
        assertThat(file.ofRegistry(Origin.of(URI.create("https://other.example/v2/"))).credential()).isNull();
        Files.writeString(dir.resolve("config.json"), "{\"auths\": {\"registry.example\": {\"auth\": \"s3cr3t!\"}}}");
        assertThatThrownBy(() -> file.ofRegistry(registry)).isInstanceOf(IOException.class)
                .hasMessageContaining("expected JSON with auths").hasStackTraceContaining("config.json")
                .hasMessageNotContaining("s3cr3t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hosts: {models.example: {token: 's3cr3t\tx'}}", "hosts: {models.example: {tokn: s3cr3t}}",
        "hosts: {models.example: {user: edge}}", "hosts: {models.example: {token: s3cr3t, user: edge, password: s3cr3t}}",
        "hosts: {models.example: {access-key: s3cr3t}}", "hosts: {models.example: {token: s3cr3t, token-file: t}}",
        "hosts: {'https://models.example': {token: s3cr3t}}", "hosts: [s3cr3t]", "models.example: {token: s3cr3t}",
        "hosts: {models.example: {token: [s3cr3t]}}", "hosts: {models.example: {token-file: missing}}", "hosts: {{s3cr3t"})
    void whatIsWrongIsNamedWithoutASecret(String yaml) throws IOException {
        Files.writeString(dir.resolve("t"), "s3cr3t");
        CredentialFile file = file(yaml + "\n");

        assertThatThrownBy(file::check).isInstanceOf(IOException.class).hasMessageContaining("credentials.yaml")
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    void aCredentialIsNeverWrittenAsAText() {
        assertThat(new Credential.Token("s3cr3t") + " " + new Credential.Login("edge", "s3cr3t") + " "
                + new Credential.Keys("a", "s3cr3t", "s3cr3t") + " "
                + new CredentialFile.Entry(new Credential.Token("s3cr3t"), null, false)).doesNotContain("s3cr3t");
    }
}
