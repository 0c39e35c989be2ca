package io.bactrian.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

/** What the image is made of, without Docker; {@code ImageIT} runs it. */
class ImageFilesTest {
    private static final Path DOCKER = Path.of("docker");
    private static final Path LAYOUT = Path.of("target", "image");

    private static String text(String file) throws IOException {
        return Files.readString(DOCKER.resolve(file)).lines().filter(line -> !line.startsWith("#"))
                .reduce("", (all, line) -> all + line + "\n");
    }

    @Test
    void noVolumeShadowsAMountOnTheDataFolder() throws IOException {
        assertThat(text("Dockerfile")).doesNotContain("VOLUME");
    }

    @Test
    void theServiceRunsAsAUserOfGroupZeroAndWithoutAShell() throws IOException {
        assertThat(text("Dockerfile")).contains("\nFROM scratch\n", "\nUSER 10001:0\n",
                "\nENTRYPOINT [\"java\", \"@/opt/bactrian/service.args\"]\n");
    }

    @Test
    void theHealthCheckAsksForReadinessWhereverTheServiceListens() throws IOException {
        assertThat(text("Dockerfile"))
                .containsPattern("HEALTHCHECK .* CMD \\[\"java\", \"@/opt/bactrian/command.args\", \"health\"\\]")
                .doesNotContain("health/live");
    }

    @Test
    void theEndWhenOutOfMemoryIsOnTheCommandLine() throws IOException {
        assertThat(text("archive.sh")).contains("service=\"-XX:+ExitOnOutOfMemoryError");
        assertThat(text("Dockerfile")).doesNotContain("ExitOnOutOfMemoryError");
    }

    @Test
    void theBuildFetchesNothing() throws IOException {
        assertThat(text("Dockerfile")).doesNotContain("apt-get", "curl ", "wget ");
        assertThat(text("archive.sh")).doesNotContain("apt-get", "curl ", "wget ");
    }

    @Test
    void theLabelsNameTheVersionThatIsBuilt() throws IOException {
        var version = Pattern.compile("<artifactId>bactrian</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        assertThat(text("Dockerfile")).contains("\nARG VERSION=" + version.group(1) + "\n",
                "org.opencontainers.image.version=\"${VERSION}\"", "org.opencontainers.image.revision=\"${REVISION}\"",
                "org.opencontainers.image.created=\"${CREATED}\"", "org.opencontainers.image.licenses=\"Apache-2.0\"");
        assertThat(text("compose.yaml")).contains("image: bactrian:" + version.group(1) + "\n");
    }

    @Test
    void theSbomIsInTheImage() throws IOException {
        assertThat(text("Dockerfile")).contains("\nCOPY target/sbom.json /opt/bactrian/\n");
        assertThat(Files.readString(Path.of(".dockerignore"))).contains("!target/sbom.json");
    }

    @Test
    void jarsHaveNoTablesForDebuggersAndNoWordsOfAnUnusedLanguage() throws IOException {
        assumeTrue(Files.isDirectory(LAYOUT), LAYOUT + " is made with the profile \"image\"");
        assertThat(Files.size(LAYOUT.resolve("lib/org.apache.camel.camel-endpointdsl.jar"))).isLessThan(1 << 20);
        try (var zip = new ZipFile(LAYOUT.resolve("lib/bactrian-0.1.0.jar").toFile());
                var type = zip.getInputStream(zip.getEntry("io/bactrian/Bactrian.class"))) {
            assertThat(new String(type.readAllBytes(), StandardCharsets.ISO_8859_1)).contains("LineNumberTable")
                    .doesNotContain("LocalVariableTable");
        }
    }

    @Test
    void nativeLibrariesAreBesideTheJarsForBothPlatforms() throws IOException {
        assumeTrue(Files.isDirectory(LAYOUT), LAYOUT + " is made with the profile \"image\"");
        try (var jars = Files.list(LAYOUT.resolve("lib"))) {
            for (var jar : (Iterable<Path>) jars::iterator) {
                try (var zip = new ZipFile(jar.toFile())) {
                    assertThat(zip.stream().map(entry -> entry.getName())).as(jar.toString())
                            .noneMatch(name -> name.matches(".*\\.(so|dll|dylib|jnilib|a|pdb)"));
                }
            }
        }
        for (var platform : List.of("amd64", "arm64")) {
            assertThat(LAYOUT.resolve("native").resolve(platform)).isDirectoryContaining("glob:**libonnxruntime.so")
                    .isDirectoryContaining("glob:**libonnxruntime4j_jni.so").isDirectoryContaining("glob:**libsqlitejdbc.so")
                    .isDirectoryContaining("glob:**libzstd-jni.so").isDirectoryContaining("glob:**libsnappyjava.so")
                    .isDirectoryContaining("glob:**liblz4-java.so").isDirectoryContaining("glob:**libjnidispatch.so");
        }
    }

    @Test
    void imagesOfTheComposeFileHaveAVersion() {
        for (JsonNode service : Kustomization.documents(DOCKER.resolve("compose.yaml")).get(0).path("services")) {
            assertThat(service.path("image").asText()).matches("[\\w./-]+:\\d+\\.\\d+\\.\\d+");
        }
    }
}
