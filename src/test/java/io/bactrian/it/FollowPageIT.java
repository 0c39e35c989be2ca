package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

import io.bactrian.kit.Browser;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Pictures;
import io.bactrian.kit.Site;
import io.bactrian.kit.Traffic;

/** The page's view of followed messages, in a real browser, over the packaged application while all devices send. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FollowPageIT {
    private static final int DEVICES = 50;
    private static final long WINDOW = 30;
    private static final String TOKEN = "correct-horse-battery";
    private static final String DEVICE = "form:nth-of-type(1) input";
    private static final String AS_DEVICE = "form:nth-of-type(3) input";

    private final Site site = new Site("follow-page", DEVICES, application -> application.with("bactrian.api.token", TOKEN));
    private Traffic traffic;

    @BeforeAll
    void open() {
        site.open();
        site.fleet().send(WINDOW * DEVICES, 0);
        site.await("the windows are full", Patience.LONG, () -> site.ledger().answers() >= WINDOW * DEVICES);
        traffic = new Traffic(site.fleet(), 100);
    }

    @AfterAll
    void close() {
        traffic.close();
        site.close();
    }

    private Browser browser(int width, int height) {
        Browser browser = Browser.orSkip(width, height);
        browser.open(site.application().page("/#/follow"));
        browser.awaitText("dialog", "bactrian.api.token");
        browser.type("#token", TOKEN, Keys.ENTER);
        browser.awaitText("h1", "Follow a message");
        return browser;
    }

    private static void sound(Browser browser) {
        assertThat(browser.overflow()).as("pixels wider than the window").isZero();
        assertThat(browser.seriousFaults()).isEmpty();
        assertThat(browser.errors()).filteredOn(error -> !error.contains(" 401 ")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1280, 900, light", "390, 844, dark"})
    void aDevicesNextMessageIsSeenOnItsWayToKafka(int width, int height, String scheme) {
        try (Browser browser = browser(width, height).prefers(scheme)) {
            String device = site.fleet().device(width % DEVICES);
            browser.type(DEVICE, device, Keys.ENTER);
            browser.awaitText(".trail-list a", device);
            sound(browser);
            browser.click(".trail-list a");
            browser.awaitText("h1", device);

            browser.awaitText("[data-step=received]", "devices/" + device + "/telemetry");
            browser.awaitText("[data-step=ran]", "pump-anomaly version 1");
            browser.awaitText("[data-step=published]", "acknowledged by the broker");
            browser.awaitText("[data-step=stored]", "Spool samples, row");
            browser.awaitText("[data-step=kafka]", "partition");
            Pictures.keep("follow-" + width, browser.screenshot());
            browser.click("[data-step=enriched] summary");
            browser.awaitText("[data-step=enriched] caption", "before and after calibration");
            await().until(() -> browser.count("[data-step=enriched] tbody tr") == 8);
            sound(browser);
        }
    }

    @Test
    void aMessageThatIsSentFromThePageIsShownWithWhyItWasRefused() {
        try (Browser browser = browser(1280, 900)) {
            browser.type(AS_DEVICE, site.fleet().device(1));
            browser.type("textarea", "{\"features\":[1,2]}");
            browser.click("form:nth-of-type(3) button");

            browser.awaitText("[data-step=refused]", "wrong-count");
            browser.awaitText("[data-step=kafka]", "bactrian.dead-letters");
            sound(browser);
        }
    }
}
