package io.bactrian.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.kit.Answer;
import io.bactrian.kit.Ledger.Kind;
import io.bactrian.kit.Listener;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Scratch;
import io.bactrian.kit.Site;
import io.bactrian.train.FitOptions;
import io.bactrian.train.HotellingFit;
import io.bactrian.train.ModelFolder;
import io.bactrian.train.SimulatedPump;
import io.bactrian.train.Skab;

/** The benchmark's sixteen recordings, each a device with a model of its own, through broker, application and back. */
class SkabIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Patience.LONG;
    private static final double TOLERATED_PERCENT = 1;

    @Test
    void theAnswersOnTheBrokerFindTheClosingValves() throws IOException {
        var experiments = Skab.valve1();
        if (experiments.isEmpty()) {
            System.out.println("SKIPPED: SKAB through the broker, no valve1-0.csv to valve1-15.csv in " + Skab.wanted()
                    + "; give the directory above it with -Dbactrian.data=DIR");
        }
        assumeTrue(experiments.isPresent(), () -> "no SKAB data in " + Skab.wanted());
        replay(experiments.orElseThrow());
    }

    private static void replay(List<Skab.Experiment> experiments) throws IOException {
        var directory = Scratch.directory("skab");
        var fits = experiments.stream().map(each -> HotellingFit.of(SimulatedPump.CHANNELS, each.fitting(), FitOptions.DEFAULT))
                .toList();
        var devices = install(fits, directory);
        try (var site = new Site("skab", 1, application -> application.with("bactrian.models.dir", directory.resolve("models"))
                .with("bactrian.devices.file", devices)).open();
                var listener = new Listener(site.mqtt().url(), "devices/+/inference")) {
            send(experiments, site);
            Books.nothingLost(site.settle(PATIENCE));
            var score = new Skab.Score();
            for (var i = 0; i < experiments.size(); i++) {
                var experiment = experiments.get(i);
                var topic = "devices/" + device(i) + "/inference";
                site.await("heard on " + topic, PATIENCE, () -> listener.on(topic).size() >= experiment.anomaly().length);
                var answers = answers(listener, topic);
                complete(experiment, device(i), answers);
                if (site.mqtt().keepsOrder()) {
                    ofTheirOwnRows(experiment, device(i), answers, fits.get(i));
                }
                count(experiment, device(i), answers, score);
            }
            System.out.println(score + ", as answered on the broker");
            assertThat(score.f1()).as("F1 of %s", score).isGreaterThanOrEqualTo(0.82);
        }
    }

    /** A model a device, and the directory that says which. */
    private static Path install(List<HotellingFit> fits, Path directory) throws IOException {
        var yaml = new StringBuilder("default: refuse\ndevices:\n");
        for (var i = 0; i < fits.size(); i++) {
            new ModelFolder(directory.resolve("models"), model(i), 1).write(fits.get(i), "SKAB valve1-" + i);
            yaml.append("  %s: {model: %s}\n".formatted(device(i), model(i)));
        }
        return Files.writeString(directory.resolve("devices.yaml"), yaml);
    }

    /** Row by row, the devices in turn, as they would come from sixteen pumps at once. */
    private static void send(List<Skab.Experiment> experiments, Site site) throws JsonProcessingException {
        var longest = experiments.stream().mapToInt(experiment -> experiment.rows().length).max().orElseThrow();
        for (var row = 0; row < longest; row++) {
            for (var i = 0; i < experiments.size(); i++) {
                if (row < experiments.get(i).rows().length) {
                    site.ledger().sent(device(i), row, id(device(i), row));
                    site.fleet().publish("devices/" + device(i) + "/telemetry",
                            telemetry(experiments.get(i).rows(), row, id(device(i), row)));
                }
            }
        }
    }

    private static byte[] telemetry(double[][] rows, int row, String id) throws JsonProcessingException {
        ObjectNode message = JSON.createObjectNode().put("id", id);
        var values = message.putObject("values");
        for (var c = 0; c < SimulatedPump.CHANNELS.size(); c++) {
            values.put(SimulatedPump.CHANNELS.get(c), rows[row][c]);
        }
        return JSON.writeValueAsString(message).getBytes(UTF_8);
    }

    private static Map<String, Answer> answers(Listener listener, String topic) {
        var answers = new HashMap<String, Answer>();
        for (var publish : listener.on(topic)) {
            var answer = Answer.parse(publish.getPayloadAsBytes());
            answers.put(answer.id(), answer);
        }
        return answers;
    }

    private static void complete(Skab.Experiment experiment, String device, Map<String, Answer> answers) {
        assertThat(answers).as("answers to %s", device).hasSize(experiment.anomaly().length);
        assertThat(answers.values()).as("answers to %s while its window fills", device)
                .filteredOn(answer -> answer.kind() == Kind.WARMING).hasSize(FitOptions.DEFAULT.window() - 1);
    }

    /** The fit itself, in 64-bit floats and without graph, window or batch, says the same of each row. */
    private static void ofTheirOwnRows(Skab.Experiment experiment, String device, Map<String, Answer> answers,
            HotellingFit fit) {
        for (var row = FitOptions.DEFAULT.window() - 1; row < experiment.anomaly().length; row++) {
            var expected = fit.score(experiment.rows(), row);
            assertThat(answers.get(id(device, row)).score()).as("score of row %d of %s", row, experiment.name())
                    .isCloseTo(expected, withinPercentage(TOLERATED_PERCENT));
        }
    }

    private static void count(Skab.Experiment experiment, String device, Map<String, Answer> answers, Skab.Score score) {
        for (var row = Skab.FITTING_ROWS; row < experiment.anomaly().length; row++) {
            var answer = answers.get(id(device, row));
            assertThat(answer.label()).as("label in %s, whose score above 1 is an anomaly", answer)
                    .isEqualTo(answer.score() > 1 ? "anomaly" : "normal");
            score.count(answer.anomaly(), experiment.anomaly()[row]);
        }
    }

    private static String device(int i) {
        return "pump-" + i;
    }

    private static String model(int i) {
        return "skab-" + i;
    }

    private static String id(String device, int row) {
        return device + "-" + row;
    }
}
