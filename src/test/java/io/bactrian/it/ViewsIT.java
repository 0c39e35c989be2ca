package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.charset.StandardCharsets;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

import io.bactrian.kit.Browser;
import io.bactrian.kit.ModelSite;
import io.bactrian.kit.ModelsFolder;
import io.bactrian.kit.Pictures;
import io.bactrian.kit.Rows;
import io.bactrian.kit.Traffic;

/** The page's views of models, spools, drift and dead letters, of the packaged application, in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ViewsIT {
    private static final int ANOTHER_SEED = 2;
    private static final String DEVICE = "views-0";
    private static final String SEEN = "main .interface:not([hidden])";
    private static final String SAMPLES = "article[aria-label='spool samples']";
    private static final String LETTER = "main li[data-id]";

    private ModelSite site;
    private Traffic traffic;

    @BeforeAll
    void open() {
        site = new ModelSite("views", 50, Rows.normal(), application -> application.with("bactrian.rollout.promote", "manual")
                .with("bactrian.rollout.gate.messages", 300).with("bactrian.rollout.probation", "3s")
                .with("bactrian.drift.enabled", true).with("bactrian.drift.window", "10s"));
        traffic = site.traffic(100);
        site.awaitResults(100);
        site.models().train(2, ANOTHER_SEED);
        site.awaitEvent(2, "shadowed");
        refuse("{\"id\":\"bad-1\",\"features\":[1]}");
    }

    @AfterAll
    void close() {
        traffic.close();
        site.close();
    }

    private void refuse(String payload) {
        site.site().fleet().publish("devices/" + DEVICE + "/telemetry", payload.getBytes(StandardCharsets.UTF_8));
    }

    private Browser browser(String view, int width, int height) {
        Browser browser = Browser.orSkip(width, height);
        browser.open(site.site().application().page("/#/" + view));
        browser.awaitText("dialog", "bactrian.api.token");
        browser.type("#token", ModelSite.TOKEN, Keys.ENTER);
        return browser;
    }

    private static void keep(String view, int width, String scheme, Browser browser) {
        if (width == 1280 && scheme.equals("light")) {
            Pictures.keep(view + "-" + width, browser.screenshot());
        }
    }

    @ParameterizedTest
    @CsvSource({"models, article[aria-label='version 1'], Version 1", "spool, article[aria-label='spool samples'], delivered",
        "drift, article, pump-anomaly", "letters, li[data-id], " + DEVICE})
    void eachViewIsSeenAtEveryWidthInDarkAndLightWithoutASeriousFault(String view, String css, String text) {
        for (int width : new int[]{1280, 390}) {
            for (String scheme : new String[]{"light", "dark"}) {
                try (Browser browser = browser(view, width, 900).prefers(scheme)) {
                    browser.awaitText("main " + css, text);
                    if (view.equals("drift")) {
                        keep(view, width, scheme, browser);
                    }
                    browser.run("document.querySelectorAll('main details').forEach((one) => { one.open = true; })");
                    if (view.equals("letters")) {
                        keep(view, width, scheme, browser);
                    }

                    assertThat(browser.overflow()).as("%s, %d: pixels wider than the window", view, width).isZero();
                    assertThat(browser.seriousFaults()).as("%s, %d, %s", view, width, scheme).isEmpty();
                    assertThat(browser.errors()).filteredOn(error -> !error.contains(" 401 ")).isEmpty();
                }
            }
        }
    }

    @Test
    void whatWaitsForKafkaIsSeenToGrow() {
        try (Browser browser = browser("spool", 1280, 900)) {
            browser.awaitText(SAMPLES, "in order");
            site.site().withoutKafka(() -> {
                browser.awaitText(SAMPLES, "not delivered");
                await().until(() -> browser.text(SAMPLES + " .figures").matches("(?s)waiting\\s+[0-9]+,[0-9]{3}.*"));
                browser.run("document.querySelector(arguments[0]).scrollIntoView({block: 'center'})", SAMPLES);
                keep("spool", 1280, "light", browser);
            });
            browser.awaitText(SAMPLES, "in order");
        }
    }

    @Test
    void aVersionIsPromotedAndRolledBackByWhoTypesItsModelsName() {
        site.await("version 2 waits for a person", () -> site.state(2).equals("waiting"));
        try (Browser browser = browser("models", 1280, 900)) {
            browser.awaitText("article[aria-label='version 2']", "passed the gate");
            keep("models", 1280, "light", browser);
            browser.click("button[aria-label='Promote version 2']");
            browser.type("#confirm-name", "pump", Keys.ENTER);
            assertThat(browser.count("dialog")).isEqualTo(1);
            assertThat(site.state(2)).isEqualTo("waiting");

            browser.type("#confirm-name", "-anomaly", Keys.ENTER);
            browser.awaitText("article[aria-label='version 2']", "promoted");
            assertThat(site.status().path("serving").asText()).isEqualTo("2");

            browser.click("button[aria-label='Roll back version 2']");
            browser.type("#confirm-name", ModelsFolder.MODEL, Keys.ENTER);
            browser.awaitText("article[aria-label='version 2']", "rolled back");
            assertThat(site.status().path("serving").asText()).isEqualTo("1");
        }
    }

    @Test
    void aTrainingsReportIsOpenedThoughABrowserSendsNoToken() {
        try (Browser browser = browser("models", 1280, 900)) {
            browser.awaitText("article[aria-label='version 2']", "Report");
            browser.click("button[aria-label='Report of version 2']");
            browser.awaitText("article[aria-label='version 2'] a", "Open the report");
            String path = (String) browser.run("return document.querySelector('article a[target=_blank]').href");
            browser.open(URI.create(path));
            browser.awaitText("h1", ModelsFolder.MODEL);
        }
    }

    @Test
    void aDeadLetterIsCorrectedAndSentAgain() {
        refuse("{\"id\":\"bad-2\",\"features\":[2]}");
        try (Browser browser = browser("letters/" + DEVICE, 390, 844)) {
            browser.awaitText(LETTER, "wrong-count");
            browser.click(LETTER + " summary");
            browser.click(LETTER + " button[type=submit]");
            browser.awaitText(LETTER, "Not answered. wrong-count");

            browser.run("""
                        const field = document.querySelector('main textarea');
                        field.value = '{"id":"bad-2","features":[0.21,0.27,2.4,0.1,89.4,28.4,228.6,30]}';""");
            browser.click(LETTER + " button[type=submit]");
            browser.awaitText(LETTER, "Answered:");
            await().until(() -> browser.text(LETTER + " .state").contains("sent again and answered"));
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, light", "1280, dark", "390, light", "390, dark"})
    void whoWritesADeviceReadsTopicsFieldsAndCallsWithoutATokenAndSearchesThem(int width, String scheme) {
        try (Browser browser = Browser.orSkip(width, 900).prefers(scheme)) {
            browser.open(site.site().application().page("/#/interfaces"));
            browser.awaitText("main [role=status]", "topics and calls");
            assertThat(browser.text("main")).contains("Topics", "MQTT, at the node's broker", "Kafka",
                    "devices/{device}/telemetry", "devices → the service at the edge", "bactrian.samples",
                    "/devices/{device}/telemetry", "/v2/models/{model}/infer");
            if (width == 1280 && scheme.equals("light")) {
                Pictures.keep("interfaces-1280", browser.screenshot());
            }
            assertThat(browser.seriousFaults()).isEmpty();

            browser.type("#interface-search", "unlabelled not-finite");
            browser.awaitText("main [role=status]", " of ");
            assertThat(browser.text(SEEN)).contains("devices/{device}/inference", "why there is no label", "ms since 1970, UTC",
                    "one of not-finite", "required", "\"pump-7\"");
            assertThat(browser.text("main")).doesNotContain("/v2/models/{model}/infer");
            assertThat(
                    browser.run("return [...document.querySelectorAll('main .document > p > a')].map((one) => one.pathname)"))
                    .asInstanceOf(InstanceOfAssertFactories.LIST).contains("/bactrian/asyncapi", "/bactrian/openapi/devices")
                    .allSatisfy(path -> assertThat(site.site().application().get(path.toString()).orElseThrow().statusCode())
                            .isEqualTo(200));
            assertThat(browser.seriousFaults()).isEmpty();

            browser.run("document.querySelectorAll('main [hidden]').forEach((one) => { one.hidden = false; })");
            browser.run("document.querySelectorAll('.interface').forEach((one) => { one.open = true; })");
            await().until(() -> browser.count(".interface[open] > div") == browser.count(".interface"));
            assertThat(browser.overflow()).as("pixels wider than the window").isZero();
            assertThat(browser.errors()).isEmpty();
        }
    }
}
