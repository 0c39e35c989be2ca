package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

import io.bactrian.kit.Browser;
import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.Pictures;
import io.bactrian.kit.Site;
import io.bactrian.kit.Traffic;

/** The page of the packaged application, in a real browser, with fifty devices that send. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExpectedErrors("org.openqa.selenium")
class PageIT {
    private static final String TOKEN = "correct-horse-battery";
    private static final String KAFKA = ".flow-part[data-part=kafka]";
    private static final String INGEST = ".flow-route[data-route=ingest]";

    private final Site site = new Site("page", 50, application -> application.with("bactrian.api.token", TOKEN));
    private Traffic traffic;

    @BeforeAll
    void open() {
        site.open();
        traffic = new Traffic(site.fleet(), 100);
    }

    @AfterAll
    void close() {
        traffic.close();
        site.close();
    }

    private Browser browser(int width, int height) {
        Browser browser = Browser.orSkip(width, height);
        browser.open(site.application().page("/"));
        browser.awaitText("dialog", "bactrian.api.token");
        browser.type("#token", TOKEN, Keys.ENTER);
        return browser;
    }

    private static void awaitMessages(Browser browser) {
        await().until(() -> browser.text(INGEST + " .figures").matches("(?s)messages/s\\s+[1-9].*"));
    }

    /** Each of them shows messages a second, and within what time half and nearly all go through. */
    private static void awaitSteps(Browser browser, String... steps) {
        for (String step : steps) {
            await(step).until(
                    () -> String.valueOf(browser.run("""
                                                     const line = [...document.querySelectorAll('.flow-step-line')]
                                                         .find((one) => one.firstChild.textContent === arguments[0]);
                                                     return [...line.querySelectorAll('dd')].map((one) => one.textContent)
                                                         .join('|');""", step))
                            .matches("[1-9][0-9.]*\\|0\\|[0-9.]+\\|[0-9.]+ m?s\\|[0-9.]+ m?s"));
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, 900, light", "1280, 900, dark", "390, 844, light", "390, 844, dark"})
    void theFlowIsSeenAtEveryWidthInDarkAndLightWithoutASeriousFault(int width, int height, String scheme) {
        try (Browser browser = browser(width, height).prefers(scheme)) {
            awaitMessages(browser);

            assertThat(browser.text(".flow-part[data-part=broker]")).contains("there");
            assertThat(browser.text(".flow-part[data-part=model]")).contains("pump-anomaly version 1");
            assertThat(browser.text(INGEST)).contains("decode", "enrich", "ask the model", "keep on disk in spool samples");
            awaitSteps(browser, "decode", "ask the model", "keep on disk in spool samples");
            if (scheme.equals("light")) {
                Pictures.keep("flow-" + width, browser.screenshot());
            }
            assertThat(browser.overflow()).as("pixels wider than the window").isZero();
            assertThat(browser.seriousFaults()).isEmpty();
            assertThat(browser.errors()).filteredOn(error -> !error.contains(" 401 ")).isEmpty();
        }
    }

    @Test
    void kafkaIsRedWithTheReasonWhileItIsAwayAndGreenWhenItIsBack() {
        try (Browser browser = browser(1280, 900)) {
            browser.awaitText(KAFKA, "there");

            site.withoutKafka(() -> {
                browser.awaitText(KAFKA, "away, for");
                assertThat(browser.text(KAFKA)).contains("waits on disk");
                assertThat(browser.text("main > p")).contains("Kafka");
                awaitMessages(browser);
            });

            browser.awaitText(KAFKA, "there");
        }
    }

    @Test
    void theTokenIsAskedForOnceAndAWrongOneIsSaid() {
        try (Browser browser = Browser.orSkip(1280, 900)) {
            browser.open(site.application().page("/"));
            browser.awaitText("dialog", "bactrian.api.token");
            browser.type("#token", "not-the-token-at-all", Keys.ENTER);
            browser.awaitText("dialog", "not right");
            browser.type("#token", TOKEN, Keys.ENTER);
            awaitMessages(browser);

            browser.open(site.application().page("/"));
            awaitMessages(browser);
            assertThat(browser.count("dialog")).isZero();
        }
    }

    @Test
    void theKeyboardReachesTheViewAndWhatWasSeenDoesNotJump() {
        try (Browser browser = browser(1280, 900)) {
            awaitMessages(browser);
            assertThat(browser.jumps()).isLessThan(0.1);

            browser.open(site.application().page("/"));
            browser.awaitText("h1", "Flow");
            browser.type(Keys.TAB);
            assertThat(browser.run("return document.activeElement.id")).isEqualTo("skip");
            browser.type(Keys.ENTER);
            assertThat(browser.run("return document.activeElement.id")).isEqualTo("main");
        }
    }

    @Test
    void theFilesAreForEverybodyAndLargeOnesAreCompressed() {
        HttpResponse<String> page = site.application().get("/").orElseThrow();

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy")).get().asString().startsWith("default-src 'self'");
        assertThat(site.application().get("/js/app.js").orElseThrow().headers().firstValue("Content-Type"))
                .contains("text/javascript; charset=utf-8");
        assertThat(site.application().get("/bactrian/flow").orElseThrow().statusCode()).isEqualTo(401);
        assertThat(site.application().get("/bactrian/page").orElseThrow().body()).contains("\"role\":\"edge\"");
    }

    @Test
    void whoOnlyLoadsThePageAddsNothingToTheServicesLog() {
        assertThat(site.application().log()).content().doesNotContain(" ERROR ");
    }
}
