package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.bactrian.kit.ModelsFolder;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

class ConfigurationCheckTest {
    private static final Path SHIPPED = Path.of("models");
    private static final String DEVICES = """
                                          default: refuse
                                          devices:
                                            pump-1: {model: pump-anomaly, version: none}
                                            pump-2: {modell: pump-anomaly}
                                          """;

    @TempDir
    private Path dir;
    private final Map<String, String> keys = new HashMap<>();

    private SmallRyeConfig config() throws IOException {
        Map<String, String> all = new HashMap<>();
        new PropertiesConfigSource(ConfigurationCheckTest.class.getResource("/application.properties")).getProperties()
                .forEach(all::put);
        all.putAll(Map.of("bactrian.spool.dir", dir.resolve("spool").toString(), "bactrian.rollout.dir",
                dir.resolve("rollout").toString()));
        all.putAll(keys);
        return new SmallRyeConfigBuilder().withSources(new PropertiesConfigSource(all, "test", 100)).build();
    }

    private List<Mistake> check() throws IOException {
        return ConfigurationCheck.of(config());
    }

    private static List<String> texts(List<Mistake> mistakes, Mistake.Part part) {
        return mistakes.stream().filter(mistake -> mistake.part() == part).map(Mistake::text).toList();
    }

    @Test
    void whatIsShippedIsRightButForTheChoiceOfAModel() throws IOException {
        keys.put("bactrian.models.dir", SHIPPED.toAbsolutePath().toString());
        assertThat(check()).singleElement().satisfies(mistake -> {
            assertThat(mistake.missing()).isTrue();
            assertThat(mistake.text()).contains("set bactrian.models.default to one of them",
                    "BACTRIAN_MODELS_DEFAULT=face-expression");
        });

        keys.put("bactrian.models.default", "pump-anomaly");
        assertThat(check()).isEmpty();
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void mistakesInKeysFoldersRoutesDevicesAndModelsAreSaidTogether() throws IOException {
        Path models = Files.createDirectory(dir.resolve("models"));
        ModelsFolder.copy(SHIPPED.resolve("pump-anomaly/1"), models.resolve("pump-anomaly/1"));
        Path manifest = models.resolve("pump-anomaly/1/model.yaml");
        Files.writeString(manifest, Files.readString(manifest).replaceAll("(?m)^threads:.*", "threads: many") + "\nbatch: 1\n");
        Files.createDirectories(models.resolve("half/1"));
        Path routes = Files.createDirectory(dir.resolve("routes"));
        Files.writeString(routes.resolve("mine.camel.yaml"), "- route:\n    from:\n      uri: direct:a\n      stepz: []\n");
        Files.writeString(routes.resolve("other.camel.yaml"), "not: a list\n");
        Files.writeString(dir.resolve("devices.yaml"), DEVICES);
        Files.writeString(dir.resolve("tokens"), "pump-1\n");
        Files.writeString(dir.resolve("file"), "");
        keys.putAll(Map.of("bactrian.mqtt.url", "localhost", "bactrian.models.dir", models.toString(), "bactrian.routes.dir",
                routes.toString(), "bactrian.devices.file", dir.resolve("devices.yaml").toString(), "bactrian.devices.tokens",
                dir.resolve("tokens").toString(), "bactrian.rollout.dir", dir.resolve("file").toString()));

        List<Mistake> mistakes = check();

        assertThat(texts(mistakes, Mistake.Part.CONFIGURATION)).hasSize(2)
                .anySatisfy(text -> assertThat(text).contains("bactrian.mqtt.url = 'localhost'"))
                .anySatisfy(text -> assertThat(text).contains("bactrian.devices.tokens", "line 1 has 1 words"));
        assertThat(texts(mistakes, Mistake.Part.FOLDERS)).singleElement().asString()
                .contains("bactrian.rollout.dir", "is not a folder");
        assertThat(texts(mistakes, Mistake.Part.ROUTES)).hasSize(2)
                .anySatisfy(text -> assertThat(text).contains("mine.camel.yaml", "stepz"))
                .anySatisfy(text -> assertThat(text).contains("other.camel.yaml", "not a YAML list"));
        assertThat(texts(mistakes, Mistake.Part.DEVICES)).hasSizeGreaterThanOrEqualTo(2)
                .anySatisfy(text -> assertThat(text).contains("devices.yaml: line 3", "pump-1.version is 'none'"))
                .anySatisfy(text -> assertThat(text).contains("modell"));
        assertThat(texts(mistakes, Mistake.Part.MODELS))
                .anySatisfy(text -> assertThat(text).contains("pump-anomaly/1: model.yaml: line", "threads is 'many'"))
                .anySatisfy(text -> assertThat(text).contains("pump-anomaly/1: model.yaml: line", "batch"))
                .anySatisfy(text -> assertThat(text).contains("half/1", "are not there yet"));
        assertThat(mistakes).noneMatch(Mistake::missing);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "to: mttq:alerts | mttq://alerts, please check your classpath contains the needed Camel component jar. Correct",
        "to: paho-mqtt5:alerts?qoss=1 | Unknown parameters=[{qoss=1}]",
        "to: kafka:alerts?offsetRepository=#mine | mine",
        "process: {ref: deccode} | deccode of type: org.apache.camel.Processor (did you mean 'decode'?)",
        "bean: {ref: mine} | mine", "to: bean:mine | mine",
        "filter: {expression: {ref: {expression: is-rov}}, steps: [to: 'direct:reply']} | is-rov",
        "filter: {expression: {simple: {expression: '${body'}}, steps: [to: 'direct:reply']} | expected symbol functionEnd",
        "to: 'paho-mqtt5:{{bactrian.mqtt.topic}}' | bactrian.mqtt.topic"})
    void aRouteThatNamesWhatIsNotThereIsSaidAsAStartWouldSayIt(String step, String said) throws IOException {
        Path routes = Files.createDirectory(dir.resolve("routes"));
        Files.writeString(routes.resolve("mine.camel.yaml"),
                "- route:\n    id: mine\n    from:\n      uri: direct:mine\n      steps:\n        - " + step + "\n");
        keys.put("bactrian.routes.dir", routes.toString());

        assertThat(texts(check(), Mistake.Part.ROUTES)).singleElement().asString()
                .startsWith("Route file " + routes.resolve("mine.camel.yaml") + ": route mine: ").contains(said);
    }

    @Test
    void aRouteOfOnesOwnWithAllThatThereIsIsRight() throws IOException {
        Path routes = Files.createDirectory(dir.resolve("routes"));
        Files.writeString(routes.resolve("mine.camel.yaml"),
                """
                - beans:
                    - name: own
                      type: java.util.ArrayList
                - route:
                    id: mine
                    from:
                      uri: paho-mqtt5:{{bactrian.mqtt.telemetry-topic}}?qos=1
                      steps:
                        - process: {ref: decode-flat}
                        - filter: {expression: {ref: {expression: is-row}}, steps: [to: 'direct:reply']}
                        - bean: {ref: own, method: size}
                        - to: spool:own?maxBytes=1000000
                        - to: kafka:own
                """);
        keys.put("bactrian.routes.dir", routes.toString());

        assertThat(texts(check(), Mistake.Part.ROUTES)).isEmpty();
    }

    @Test
    void aStartNamesWhatIsWrongWithKeysAndDevicesTogether() throws IOException {
        Files.writeString(dir.resolve("devices.yaml"), DEVICES);
        keys.putAll(Map.of("bactrian.mqtt.url", "localhost", "bactrian.devices.file", dir.resolve("devices.yaml").toString(),
                "bactrian.models.dir", dir.toString()));

        assertThatThrownBy(() -> Settings.read(config())).hasMessageContaining("bactrian.mqtt.url = 'localhost'")
                .hasMessageContaining("pump-1.version is 'none'").hasMessageContaining("modell");
    }

    @Test
    void aModelThatOnlyDevicesNameIsMissing() throws IOException {
        Files.writeString(dir.resolve("devices.yaml"), "default: {model: pump-anomaly}\ndevices: {fan-1: {model: fan}}\n");
        keys.putAll(Map.of("bactrian.models.dir", SHIPPED.toAbsolutePath().toString(), "bactrian.devices.file",
                dir.resolve("devices.yaml").toString()));

        assertThat(check()).singleElement().satisfies(mistake -> {
            assertThat(mistake.thing()).isEqualTo("fan");
            assertThat(mistake.missing()).isTrue();
        });
    }

    @Test
    void aFolderOfModelsThatSomebodyNamesMustBeThere() throws IOException {
        keys.put("bactrian.models.dir", dir.resolve("nowhere").toString());

        assertThat(check()).anySatisfy(mistake -> {
            assertThat(mistake.thing()).isEqualTo("bactrian.models.dir");
            assertThat(mistake.missing()).isFalse();
        });
    }

    @Test
    void theCloudsConfigurationIsCheckedToo() throws IOException {
        keys.putAll(Map.of("bactrian.role", "cloud", "bactrian.cloud.dir", dir.resolve("cloud").toString()));
        assertThat(check()).isEmpty();
    }
}
