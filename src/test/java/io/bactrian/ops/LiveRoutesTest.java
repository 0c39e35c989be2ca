package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultSupervisingRouteController;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.bactrian.kit.ExpectedErrors;

@ExpectedErrors({"io.bactrian.ops", "org.apache.camel"})
class LiveRoutesTest {
    private final Map<String, String> folder = new TreeMap<>();
    private final Map<String, String> unreadable = new TreeMap<>();
    private final CamelContext context = new DefaultCamelContext();
    private final LiveRoutes routes = new LiveRoutes(new InMemory(folder, unreadable), context);

    @BeforeEach
    void oneRoute() throws Exception {
        folder.put("greet.camel.yaml", greeting("greet", "hello"));
        routes.start();
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void anEditIsPutInPlace() {
        folder.put("greet.camel.yaml", greeting("greet", "good day"));
        routes.refresh();

        assertThat(said()).isEqualTo("good day");
        assertThat(context.getRoutes()).hasSize(1);
    }

    @Test
    void aFileMayBeAddedAndTakenAway() {
        folder.put("more.camel.yaml", greeting("more", "more"));
        routes.refresh();
        assertThat(context.getRoute("more")).isNotNull();

        folder.remove("more.camel.yaml");
        routes.refresh();
        assertThat(context.getRoute("more")).isNull();
        assertThat(said()).isEqualTo("hello");
    }

    @Test
    void aRouteThatGetsAnotherIdReplacesTheOneBefore() {
        folder.put("greet.camel.yaml", greeting("greet", "hello").replace("id: greet", "id: welcome"));
        routes.refresh();

        assertThat(context.getRoute("greet")).isNull();
        assertThat(said()).isEqualTo("hello");
    }

    @Test
    void anEditThatDoesNotParseLeavesWhatRanAndIsSaid() {
        folder.put("greet.camel.yaml", "- route:\n    from:\n      uri: direct:greet\n      stepz: []\n");
        routes.refresh();

        assertThat(said()).isEqualTo("hello");
        assertThat(routes.problems().get("greet.camel.yaml")).contains("stepz");

        folder.put("greet.camel.yaml", greeting("greet", "mended"));
        routes.refresh();
        assertThat(routes.problems()).isEmpty();
        assertThat(said()).isEqualTo("mended");
    }

    @Test
    void anEditThatParsesButDoesNotStartIsTakenBack() {
        folder.put("greet.camel.yaml", greeting("greet", "x").replace("direct:greet", "nowhere:greet"));
        routes.refresh();

        assertThat(routes.problems().get("greet.camel.yaml")).contains("nowhere");
        assertThat(said()).isEqualTo("hello");
    }

    @Test
    void aFileThatIsNoListIsRefused() {
        folder.put("more.camel.yaml", "nonsense: 1");
        routes.refresh();

        assertThat(routes.problems().get("more.camel.yaml")).contains("not a YAML list");
    }

    @Test
    void takingTheMistakeBackClearsIt() {
        folder.put("greet.camel.yaml", "nonsense");
        routes.refresh();
        folder.put("greet.camel.yaml", greeting("greet", "hello"));
        routes.refresh();

        assertThat(routes.problems()).isEmpty();
    }

    @Test
    void aRefusedFileThatIsTakenAwayIsNoProblemAnyMore() {
        folder.put("more.camel.yaml", "nonsense: 1");
        routes.refresh();
        folder.remove("more.camel.yaml");
        routes.refresh();

        assertThat(routes.problems()).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadLeavesWhatRanAndHoldsUpNoOther() {
        unreadable.put("greet.camel.yaml", "it is not UTF-8");
        folder.remove("greet.camel.yaml");
        folder.put("more.camel.yaml", greeting("more", "more"));
        routes.refresh();

        assertThat(said()).isEqualTo("hello");
        assertThat(context.getRoute("more")).isNotNull();
        assertThat(routes.problems()).containsOnlyKeys("greet.camel.yaml");

        unreadable.clear();
        folder.put("greet.camel.yaml", greeting("greet", "hello"));
        routes.refresh();
        assertThat(routes.problems()).isEmpty();
    }

    @Test
    void aFileThatIsNotUtf8IsNamedAndTheOthersAreRead() throws IOException {
        Path dir = Files.createTempDirectory("routes");
        Files.write(dir.resolve("bad.camel.yaml"), new byte[]{'#', (byte) 0xe4});
        Files.writeString(dir.resolve("good.camel.yaml"), "mine");
        Map<String, String> bad = new TreeMap<>();

        assertThat(new RouteFiles(Role.EDGE, Optional.of(dir), Set.of()).read(bad)).containsEntry("good.camel.yaml", "mine")
                .doesNotContainKey("bad.camel.yaml");
        assertThat(bad).containsOnlyKeys("bad.camel.yaml");
        assertThat(bad.get("bad.camel.yaml")).contains("UTF-8");
    }

    @Test
    void aChangedErrorHandlingHoldsForTheRoutesOfOtherFiles() {
        folder.put("greet.camel.yaml", failing());
        folder.put("errors.camel.yaml", handling("first"));
        routes.refresh();
        assertThat(said()).isEqualTo("first");

        folder.put("errors.camel.yaml", handling("second"));
        routes.refresh();
        assertThat(said()).isEqualTo("second");
    }

    @Test
    void aMistakeAtTheStartNamesTheFile() {
        folder.put("bad.camel.yaml", "- nonsense: 1");

        assertThatThrownBy(() -> new LiveRoutes(new InMemory(folder, unreadable), context).start())
                .hasMessageContaining("bad.camel.yaml")
                .hasMessageContaining("nonsense");
    }

    @ParameterizedTest
    @ValueSource(strings = {"to: nowhere:greet", "to: direct:greet?nothing=1", "process: {ref: nothing}",
        "bean: {ref: nothing}",
        "to: bean:nothing", "filter: {expression: {ref: {expression: nothing}}, steps: [to: 'direct:greet']}",
        "to: 'direct:{{nothing}}'"})
    void whatACheckFindsStopsTheStart(String step) throws Exception {
        folder.put("more.camel.yaml",
                "- route:\n    id: more\n    from:\n      uri: direct:more\n      steps:\n        - " + step
                        + "\n");
        DefaultCamelContext started = new DefaultCamelContext();
        started.setRouteController(new DefaultSupervisingRouteController());
        new LiveRoutes(new InMemory(folder, unreadable), started).start();
        Throwable failure = catchThrowable(started::start);
        started.stop();

        assertThat(failure).isNotNull();
        try (DefaultCamelContext checked = new DefaultCamelContext()) {
            assertThat(new LiveRoutes(new InMemory(folder, unreadable), checked).mistakes())
                    .containsOnlyKeys("more.camel.yaml").hasEntrySatisfying("more.camel.yaml", said -> assertThat(said)
                            .contains("route more: ", Causes.reason(failure).replaceAll("\\.$", "")));
        }
    }

    private String said() {
        return context.createProducerTemplate().requestBody("direct:greet", "", String.class);
    }

    private static String greeting(String id, String word) {
        return """
               - route:
                   id: %s
                   from:
                     uri: direct:%s
                     steps:
                       - setBody:
                           constant:
                             expression: %s
               """.formatted(id, id, word);
    }

    private static String failing() {
        return """
               - route:
                   id: greet
                   from:
                     uri: direct:greet
                     steps:
                       - throwException:
                           exceptionType: java.lang.IllegalStateException
                           message: no
               """;
    }

    private static String handling(String word) {
        return """
               - routeConfiguration:
                   onException:
                     - onException:
                         exception:
                           - java.lang.IllegalStateException
                         handled:
                           constant:
                             expression: "true"
                         steps:
                           - setBody:
                               constant:
                                 expression: %s
               """.formatted(word);
    }

    private record InMemory(Map<String, String> files, Map<String, String> bad) implements LiveRoutes.Source {
        @Override
        public Map<String, String> read(Map<String, String> unreadable) {
            unreadable.putAll(bad);
            return new TreeMap<>(files);
        }

        @Override
        public String origin(String name) {
            return name;
        }
    }

    @Test
    void aFolderReplacesShippedFilesByName() throws IOException {
        Path dir = Files.createTempDirectory("routes");
        Files.writeString(dir.resolve("sample.camel.yaml"), "mine");
        Files.writeString(dir.resolve("notes.txt"), "not a route");

        Map<String, String> files = new RouteFiles(Role.EDGE, Optional.of(dir), Set.of()).read(new TreeMap<>());

        assertThat(files.get("sample.camel.yaml")).isEqualTo("mine");
        assertThat(files.get("reply.camel.yaml")).contains("direct:reply");
        assertThat(files).doesNotContainKey("notes.txt");
    }

    @Test
    void withoutATokenTheRestInterfaceIsNotThereWhoeverWroteIt() throws IOException {
        Path dir = Files.createTempDirectory("routes");
        Files.writeString(dir.resolve("api.camel.yaml"), "mine");

        assertThat(new RouteFiles(Role.EDGE, Optional.of(dir), Set.of("api")).read(new TreeMap<>()))
                .doesNotContainKey("api.camel.yaml");
        assertThat(new RouteFiles(Role.EDGE, Optional.empty(), Set.of("api")).read(new TreeMap<>()))
                .doesNotContainKey("api.camel.yaml");
        assertThat(new RouteFiles(Role.EDGE, Optional.of(dir), Set.of()).read(new TreeMap<>()).get("api.camel.yaml"))
                .isEqualTo("mine");
        assertThat(new RouteFiles(Role.EDGE, Optional.empty(), Set.of()).read(new TreeMap<>()).get("api.camel.yaml"))
                .contains("/v2/repository");
    }
}
