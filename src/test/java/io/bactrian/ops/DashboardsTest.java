package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.kit.Dashboards;
import io.bactrian.kit.MetricNames;
import io.bactrian.kit.PromQuery;

/** What docs/grafana asks for is there, and each panel and alert says what it is for. */
class DashboardsTest {
    private static final Map<String, Set<String>> METRICS = MetricNames.documented();
    /** Of the JVM and the process; DashboardsIT finds them in the packaged service. */
    private static final Map<String, Set<String>> PLATFORM = Map.of("process_cpu_usage", Set.of(),
            "jvm_memory_used_bytes", Set.of("area"), "jvm_memory_max_bytes", Set.of("area"));
    /** Prometheus adds these to every series. */
    private static final Set<String> TARGET = Set.of("job", "instance");
    private static final Pattern REFERENCE = Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?([a-z]+)[^}]*}}");

    static List<Path> dashboards() {
        return Dashboards.files();
    }

    private static Set<String> labelsOf(String metric) {
        Set<String> known = METRICS.getOrDefault(metric, PLATFORM.get(metric));
        assertThat(known).as("%s in docs/operations.md", metric).isNotNull();
        return Stream.concat(known.stream(), TARGET.stream()).collect(Collectors.toSet());
    }

    /** Checks an expression's names. */
    private static Set<String> labels(String expression) {
        PromQuery query = PromQuery.parse(expression);
        assertThat(query.selectors()).as(expression).isNotEmpty();
        Set<String> all = new TreeSet<>();
        for (PromQuery.Selector each : query.selectors()) {
            Set<String> known = labelsOf(each.metric());
            assertThat(known).as(expression).containsAll(each.labels()).containsAll(query.grouped());
            all.addAll(known);
        }
        return query.grouped().isEmpty() ? all : query.grouped();
    }

    private static Set<String> references(String text) {
        return REFERENCE.matcher(text).results().map(match -> match.group(1)).collect(Collectors.toSet());
    }

    @Test
    void theListOfMetricsIsRead() {
        assertThat(METRICS).hasSizeGreaterThan(90).containsEntry("bactrian_infer_run_seconds_sum", Set.of("model", "version"))
                .containsEntry("bactrian_reply_seconds", Set.of("quantile")).containsEntry("bactrian_mqtt_connected", Set.of());
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyMetricAndLabelOfADashboardIsThere(Path file) {
        for (JsonNode panel : Dashboards.panels(Dashboards.read(file))) {
            assertThat(panel.path("targets")).as(panel.path("title").asText()).isNotEmpty();
            panel.path("targets").forEach(target -> assertThat(labels(target.path("expr").asText()))
                    .containsAll(references(target.path("legendFormat").asText())));
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelAnswersAQuestionAndLiesWhereNoOtherDoes(Path file) {
        JsonNode dashboard = Dashboards.read(file);
        List<JsonNode> panels = Dashboards.panels(dashboard);
        assertThat(panels).hasSizeBetween(5, 20).allSatisfy(panel -> {
            assertThat(panel.path("title").asText()).isNotBlank();
            assertThat(panel.path("description").asText()).contains("?");
            assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
        });
        Set<String> cells = new HashSet<>();
        Set<Integer> ids = new HashSet<>();
        dashboard.path("panels").forEach(panel -> {
            assertThat(ids.add(panel.path("id").asInt())).isTrue();
            JsonNode place = panel.path("gridPos");
            for (int x = place.path("x").asInt(); x < place.path("x").asInt() + place.path("w").asInt(); x++) {
                for (int y = place.path("y").asInt(); y < place.path("y").asInt() + place.path("h").asInt(); y++) {
                    assertThat(x).isLessThan(24);
                    assertThat(cells.add(x + " " + y)).as(panel.path("title").asText()).isTrue();
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyVariableIsDefinedAndAsksForALabelThatIsThere(Path file) {
        JsonNode dashboard = Dashboards.read(file);
        Set<String> defined = new TreeSet<>();
        dashboard.at("/templating/list").forEach(variable -> {
            defined.add(variable.path("name").asText());
            if (variable.path("type").asText().equals("query")) {
                String[] query = variable.at("/query/query").asText().split("[(), ]+");
                assertThat(query).hasSize(3).startsWith("label_values");
                assertThat(labelsOf(query[1])).contains(query[2]);
            }
        });
        Set<String> used = new TreeSet<>(Set.of("datasource"));
        Dashboards.panels(dashboard).forEach(panel -> Pattern.compile("\\$([a-z]+)").matcher(panel.path("targets").toString())
                .results().forEach(match -> used.add(match.group(1))));
        assertThat(used).isEqualTo(defined);
    }

    @Test
    void everyAlertAsksForWhatIsThereAndSaysWhatToDoAndWhereMoreIsSaid() {
        assertThat(Dashboards.rules()).hasSizeGreaterThanOrEqualTo(10).allSatisfy(rule -> {
            JsonNode notes = rule.path("annotations");
            assertThat(labels(rule.path("expr").asText())).containsAll(
                    references(notes.path("summary").asText() + notes.path("description").asText()).stream()
                            .filter(name -> !name.equals("value")).toList());
            assertThat(rule.path("expr").asText()).containsPattern("(==|>|<) [0-9.]+$");
            assertThat(rule.path("for").asText("1m")).matches("[1-9][0-9]*[mh]");
            assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning", "info");
            assertThat(notes.path("summary").asText()).isNotBlank();
            assertThat(notes.path("description").asText()).hasSizeGreaterThan(60);
            assertThat(anchors(notes.path("runbook").asText())).contains(notes.path("runbook").asText());
        });
        assertThat(Dashboards.rules().stream().map(rule -> rule.path("alert").asText())).doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(name).matches("Bactrian[A-Z][A-Za-z]+"));
    }

    /** The headings of a page as links. */
    private static List<String> anchors(String link) throws IOException {
        String page = link.substring(0, link.indexOf('#'));
        return Files.readAllLines(Path.of(page)).stream().filter(line -> line.startsWith("#")).map(line -> page + "#"
                + line.replaceFirst("^#+ ", "").toLowerCase().replaceAll("[^a-z0-9 -]", "").replace(' ', '-')).toList();
    }
}
