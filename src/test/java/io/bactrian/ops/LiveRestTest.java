package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;

import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.bactrian.kit.CamelHttp;
import io.bactrian.kit.ExpectedErrors;

/** Rest definitions in route files are put in place and taken away like routes. */
@ExpectedErrors({"io.bactrian.ops", "org.apache.camel"})
class LiveRestTest {
    private static final String BEFORE = """
                                         - interceptFrom:
                                             uri: direct:*
                                             steps:
                                               - setBody:
                                                   constant:
                                                     expression: who are you?
                                               - stop: {}
                                         """;

    private final Map<String, String> folder = new TreeMap<>();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final LiveRoutes routes = new LiveRoutes(new LiveRoutes.Source() {
        @Override
        public Map<String, String> read(Map<String, String> unreadable) {
            return new TreeMap<>(folder);
        }

        @Override
        public String origin(String name) {
            return name;
        }
    }, context);
    private CamelHttp http;

    @BeforeEach
    void oneRest() throws Exception {
        http = new CamelHttp(context);
        folder.put("greet.camel.yaml", rest("/greet", "hello"));
        routes.start();
        context.start();
        assertThat(said("/greet")).isEqualTo("200 hello");
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void anEditOfTheRouteBehindIsPutInPlace() throws Exception {
        edit(rest("/greet", "good day"));

        assertThat(said("/greet")).isEqualTo("200 good day");
    }

    @Test
    void aRouteInAFileOfItsOwnIsEditedWithoutItsPath() throws Exception {
        String[] parts = rest("/greet", "hello").split("(?=- route:)");
        folder.put("greet.camel.yaml", parts[0]);
        folder.put("words.camel.yaml", parts[1]);
        routes.refresh();
        folder.put("words.camel.yaml", parts[1].replace("hello", "good day"));
        routes.refresh();

        assertThat(said("/greet")).isEqualTo("200 good day");
    }

    @Test
    void anEditedPathReplacesTheOneBefore() throws Exception {
        edit(rest("/welcome", "hello"));

        assertThat(said("/welcome")).isEqualTo("200 hello");
        assertThat(said("/greet")).startsWith("404");
    }

    @Test
    void aRestThatGetsAnotherIdReplacesTheOneBefore() throws Exception {
        edit(rest("/welcome", "hello").replace("routeId: get-greet", "routeId: get-welcome"));

        assertThat(said("/welcome")).isEqualTo("200 hello");
        assertThat(said("/greet")).startsWith("404");
    }

    @Test
    void aFileThatIsTakenAwayTakesItsPathsAlong() throws Exception {
        folder.remove("greet.camel.yaml");
        routes.refresh();

        assertThat(said("/greet")).startsWith("404");
        assertThat(context.getRoutes()).isEmpty();
        assertThat(context.getRestDefinitions()).isEmpty();
    }

    @Test
    void anEditThatDoesNotStartIsTakenBack() throws Exception {
        edit(rest("/welcome", "x").replace("from:\n      uri: direct:greet", "from:\n      uri: nowhere:greet"));

        assertThat(routes.problems().get("greet.camel.yaml")).contains("nowhere");
        assertThat(said("/greet")).isEqualTo("200 hello");
        assertThat(said("/welcome")).startsWith("404");
    }

    @Test
    void aPathWithoutAnIdOfItsOwnIsRefused() throws Exception {
        edit(rest("/welcome", "x").replace("routeId: get-greet", "description: a greeting"));

        assertThat(routes.problems().get("greet.camel.yaml")).contains("get /welcome has no routeId");
        assertThat(said("/greet")).isEqualTo("200 hello");
    }

    @Test
    void fiftyEditsLeaveOneOfEach() throws Exception {
        for (int edit = 0; edit < 50; edit++) {
            edit(rest("/greet", "hello " + edit));
        }

        assertThat(said("/greet")).isEqualTo("200 hello 49");
        assertThat(context.getRoutes()).hasSize(2);
        assertThat(context.getRouteDefinitions()).hasSize(2);
        assertThat(context.getRestDefinitions()).hasSize(1);
        assertThat(context.getRestRegistry().size()).isEqualTo(1);
        assertThat(context.getComponent("platform-http", PlatformHttpComponent.class).getHttpEndpoints()).hasSize(1);
    }

    @Test
    void whatComesBeforeEveryRouteOfAFileStaysThereAfterEdits() throws Exception {
        for (int edit = 0; edit < 5; edit++) {
            edit(BEFORE + rest("/greet", "hello " + edit));

            assertThat(said("/greet")).isEqualTo("200 who are you?");
        }
    }

    private void edit(String text) {
        folder.put("greet.camel.yaml", text);
        routes.refresh();
    }

    private String said(String path) throws Exception {
        var answer = http.get(path);
        return answer.statusCode() + " " + answer.body();
    }

    private static String rest(String path, String word) {
        return """
               - rest:
                   path: %s
                   get:
                     - routeId: get-greet
                       to: direct:greet
               - route:
                   id: greet
                   from:
                     uri: direct:greet
                     steps:
                       - setBody:
                           constant:
                             expression: %s
               """.formatted(path, word);
    }
}
