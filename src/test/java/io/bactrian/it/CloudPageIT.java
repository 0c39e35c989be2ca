package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

import io.bactrian.cloud.pool.CardDraft;
import io.bactrian.cloud.pool.Pool;
import io.bactrian.cloud.pool.PoolSettings;
import io.bactrian.kit.Application;
import io.bactrian.kit.Browser;
import io.bactrian.kit.KafkaProcess;
import io.bactrian.kit.Ledger;
import io.bactrian.kit.ModelsFolder;
import io.bactrian.kit.Pictures;
import io.bactrian.kit.Ports;
import io.bactrian.kit.Rows;
import io.bactrian.kit.Scratch;

/** The page of the packaged cloud in a real browser, with a real Kafka and an edge of fifty devices that takes what is deployed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CloudPageIT {
    private static final String TOKEN = "a-token-of-these-tests";
    private static final String MODEL = ModelsFolder.MODEL;
    private static final String OTHER = "pump-fault";
    private static final int ANOTHER_SEED = 2;
    private static final String PLAN = """
                                       models:
                                         pump-anomaly:
                                           trainer: anomaly
                                           trigger: {labels: 500}
                                       """;
    private static final String DEPLOYMENT = "article[aria-label='" + MODEL + " 2']";
    private static final String OTHERS = "article[aria-label='" + OTHER + " 1']";
    private static final String CARD = "details[data-key='" + MODEL + "/2']";
    private static final String IN_POOL = "section[aria-label='Versions in the pool'] ";

    private final KafkaProcess kafka = new KafkaProcess();
    private final Application cloud = new Application(Scratch.directory("cloud-page"), Ports.free());
    private final LoopEdge edge = new LoopEdge("north", 50, kafka.bootstrapServers(), new Ledger(), Rows.normal());

    @BeforeAll
    void open() throws Exception {
        Path kept = cloud.directory().resolve("kept");
        fill(kept.resolve("pool"));
        kafka.start();
        kafka.createCompactedTopic("bactrian.models");
        List.of("bactrian.drift", "bactrian.statistics", "bactrian.labels", "bactrian.rollouts")
                .forEach(topic -> kafka.createTopic(topic, 1));
        cloud.jvm("-XX:TieredStopAtLevel=1").with("bactrian.role", "cloud").with("bactrian.cloud.dir", kept)
                .with("bactrian.api.token", TOKEN).with("kafka.bootstrap.servers", kafka.bootstrapServers())
                .with("bactrian.cloud.training.file",
                        Files.writeString(cloud.directory().resolve("training.yaml"), PLAN))
                .with("bactrian.cloud.deployment.url", cloud.page("")).start();
        edge.open(100);
        assertThat(post("/bactrian/deployments",
                "{\"model\": \"" + MODEL + "\", \"version\": 2, \"canary\": {\"nodes\": [\"north\"]}, \"by\": \"grace\"}"))
                .isEqualTo(201);
        assertThat(post("/bactrian/training/" + MODEL, "{\"by\": \"ada\"}")).isEqualTo(202);
    }

    private static void fill(Path dir) throws Exception {
        ModelsFolder models = new ModelsFolder();
        models.train(2, ANOTHER_SEED);
        Pool pool = new Pool(dir, new PoolSettings(1 << 20, 1 << 26, 0, false), null, Clock.systemUTC());
        pool.add(models.version(1), CardDraft.uploaded(MODEL, 1, "ada"));
        pool.add(models.version(2), CardDraft.uploaded(MODEL, 2, "ada").withLicence("Apache-2.0"));
        pool.add(Path.of("models", OTHER, "1"), CardDraft.uploaded(OTHER, 1, "ada"));
    }

    @AfterAll
    void close() {
        edge.close();
        cloud.close();
        kafka.close();
    }

    private int post(String path, String body) {
        return cloud.post(path, TOKEN, body).map(HttpResponse::statusCode).orElse(0);
    }

    private Browser browser(int width, int height) {
        Browser browser = Browser.orSkip(width, height);
        browser.open(cloud.page("/#/cloud"));
        browser.awaitText("dialog", "bactrian.api.token");
        browser.type("#token", TOKEN, Keys.ENTER);
        browser.awaitText("h1", "Cloud");
        return browser;
    }

    private static void sound(Browser browser) {
        assertThat(browser.overflow()).as("pixels wider than the window").isZero();
        assertThat(browser.seriousFaults()).isEmpty();
        assertThat(browser.errors()).filteredOn(error -> !error.contains(" 401 ")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1280, 900, light", "1280, 900, dark", "390, 844, light", "390, 844, dark"})
    void deploymentsNodesTrainingsAndCardsAreSeenAtEveryWidthInDarkAndLightWithoutASeriousFault(int width, int height,
            String scheme) {
        try (Browser browser = browser(width, height).prefers(scheme)) {
            browser.awaitText(DEPLOYMENT, "all");
            browser.awaitText(DEPLOYMENT, "First to north.");
            browser.awaitText("section[aria-label=Nodes]", MODEL + " 2");
            browser.awaitText("section[aria-label=Trainings]", "no labelled sample");
            if (width == 1280 && scheme.equals("light")) {
                Pictures.keep("cloud-1280", browser.screenshot());
            }
            sound(browser);

            browser.click(DEPLOYMENT + " summary");
            browser.awaitText(DEPLOYMENT + " .timeline", "grace");
            browser.awaitText(DEPLOYMENT + " tbody", "north");
            browser.click(IN_POOL + CARD + " summary");
            browser.awaitText(IN_POOL + CARD, "Apache-2.0");
            assertThat(browser.text(IN_POOL + CARD)).contains("Measured", "SHA-256", "Served by", "ada (uploaded)");
            sound(browser);
        }
    }

    @Test
    void whatIsOpenedByKeyboardStaysOpenAndSaysWhatHappensNext() {
        assertThat(post("/bactrian/deployments",
                "{\"model\": \"" + OTHER + "\", \"version\": 1, \"nodes\": {\"names\": [\"south\"]}}")).isEqualTo(201);
        try (Browser browser = browser(1280, 900)) {
            browser.awaitText(OTHERS, "On nodes:");
            browser.type(OTHERS + " summary", Keys.ENTER);
            browser.awaitText(OTHERS + " .timeline", "announced");
            String age = browser.text(DEPLOYMENT + " time");
            await("time goes on").until(() -> !browser.text(DEPLOYMENT + " time").equals(age));

            assertThat(post("/bactrian/deployments/" + OTHER + "/1/withdraw", "{\"reason\": \"it is wrong\"}")).isEqualTo(200);
            browser.awaitText(OTHERS + " .timeline", "it is wrong");
            browser.awaitText(OTHERS + " .badge", "withdrawn");
        }
    }

    @Test
    void theViewsOfAnEdgeAreNotOffered() {
        try (Browser browser = browser(390, 844)) {
            await().until(() -> browser.count("#views a") > 0);
            assertThat(browser.text("#views")).contains("Flow", "Cloud").doesNotContain("Devices", "Follow", "Spool");
        }
    }
}
