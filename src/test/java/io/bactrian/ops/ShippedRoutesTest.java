package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;

class ShippedRoutesTest {
    private static final Path FOLDER = Path.of("src/main/resources/routes");
    private static final ObjectMapper YAML = new YAMLMapper();
    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
            .getSchema(ShippedRoutesTest.class.getResourceAsStream("/schema/camelYamlDsl.json"));

    static Stream<Path> files() throws IOException {
        return Files.walk(FOLDER).filter(Files::isRegularFile);
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyShippedRouteFollowsCamelsOwnSchema(Path file) throws IOException {
        assertThat(SCHEMA.validate(YAML.readTree(file.toFile()))).isEmpty();
    }

    @Test
    void theSchemaNoticesAMistake() throws IOException {
        JsonNode mistaken = YAML.readTree("- route:\n    from:\n      uri: direct:a\n      stepz: []\n");

        assertThat(SCHEMA.validate(mistaken)).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void everyShippedFileIsLoaded(Role role) throws IOException {
        try (Stream<Path> files = Stream.of(FOLDER.resolveSibling(role.folder()), FOLDER.resolve("shared"))
                .flatMap(folder -> Stream.of(folder.toFile().listFiles())).map(File::toPath).filter(Files::isRegularFile)) {
            assertThat(new RouteFiles(role, Optional.empty(), Set.of()).read(new TreeMap<>()).keySet())
                    .containsExactlyInAnyOrderElementsOf(files.map(file -> file.getFileName().toString()).toList());
        }
    }
}
