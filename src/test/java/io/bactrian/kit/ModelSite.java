package io.bactrian.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

/** A running {@link Site} with a models folder of its own, all answers and all of the model's events kept. */
public final class ModelSite implements AutoCloseable {
    public static final Duration PATIENCE = Patience.LONG;
    public static final String TOKEN = "a-token-of-these-tests";
    private static final String NEVER = "1000";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ModelsFolder models = new ModelsFolder();
    private final int devices;
    private final Site site;
    private final Answers answers;
    private final ModelEvents events;

    /**
     * Opened. A slow machine is no reason against a version, unless {@code configure} says so.
     *
     * @param configure adds to the application's configuration
     */
    public ModelSite(String name, int devices, Rows rows, UnaryOperator<Application> configure) {
        this.devices = devices;
        site = new Site(name, devices, rows, application -> configure.apply(application.with("bactrian.models.dir",
                models.path()).with("bactrian.models.scan", "100ms").with("bactrian.api.token", TOKEN)
                .with("bactrian.rollout.gate.latency-ratio", NEVER).with("bactrian.rollout.probation.latency-ratio", NEVER)));
        site.mqtt().start();
        answers = new Answers(site.mqtt().url());
        events = new ModelEvents(site.mqtt().url(), ModelsFolder.MODEL);
        site.application().start();
        site.fleet().connect();
    }

    public ModelsFolder models() {
        return models;
    }

    public Site site() {
        return site;
    }

    public Answers answers() {
        return answers;
    }

    public ModelEvents events() {
        return events;
    }

    public Traffic traffic(int perSecond) {
        return new Traffic(site.fleet(), perSecond);
    }

    public void await(String what, BooleanSupplier condition) {
        site.await(what, PATIENCE, condition);
    }

    public void awaitEvent(int version, String event) {
        await(event + " of version " + version + " is told", () -> events.heard(version, event));
    }

    /** Waits until so many more answers of the model have come. */
    public void awaitResults(int more) {
        var before = answers.count(Answers.Heard::result);
        await(more + " more answers", () -> answers.count(Answers.Heard::result) >= before + more);
    }

    public double metric(String name) {
        return site.application().metrics().sum(name);
    }

    /** Kills the application and starts it again. */
    public void killAndStart() {
        site.application().kill();
        site.application().start();
    }

    /** A number that every message sent from now on has at least, the devices sending in turn. */
    public long nextNumber() {
        return site.ledger().sent() / devices + 1;
    }

    /** What the interface says of the model. */
    public JsonNode status() {
        return site.application().get("/bactrian/models/" + ModelsFolder.MODEL, TOKEN).map(HttpResponse::body).map(body -> {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).orElse(MissingNode.getInstance());
    }

    /** What the interface says of a version, missing where it is not named. */
    public JsonNode status(int version) {
        for (var each : status().path("versions")) {
            if (each.path("version").asText().equals(Integer.toString(version))) {
                return each;
            }
        }
        return MissingNode.getInstance();
    }

    /** The state of a version, empty where it is not named. */
    public String state(int version) {
        return status(version).path("state").asText();
    }

    /** Asks something of a version. The answer's status, 0 when there is none. */
    public int ask(int version, String what) {
        return ask(version, what, TOKEN);
    }

    public int ask(int version, String what, String token) {
        Optional<HttpResponse<String>> response = site.application()
                .post("/bactrian/models/" + ModelsFolder.MODEL + "/versions/" + version + "/" + what, token);
        return response.map(HttpResponse::statusCode).orElse(0);
    }

    @Override
    public void close() {
        events.close();
        answers.close();
        site.close();
    }
}
