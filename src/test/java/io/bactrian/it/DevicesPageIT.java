package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Locale;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

import io.bactrian.kit.Browser;
import io.bactrian.kit.Pictures;
import io.bactrian.kit.PumpRows;
import io.bactrian.kit.Site;
import io.bactrian.kit.Traffic;

/** The page's devices in a real browser, with fifty that send. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DevicesPageIT {
    private static final String FIRST_ROW = ".space > [role=row]";

    private final Site site = new Site("devices-page", 50, new PumpRows(), application -> application);
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

    private Browser browser(int width, int height, String view) {
        Browser browser = Browser.orSkip(width, height);
        return browser.open(site.application().page("/#/devices" + view));
    }

    private static void keep(String view, int width, String scheme, Browser browser) {
        if (width == 1280 && scheme.equals("light")) {
            Pictures.keep(view + "-" + width, browser.screenshot());
        }
    }

    private String device() {
        return site.fleet().device(7);
    }

    @ParameterizedTest
    @CsvSource({"1280, 900, light", "1280, 900, dark", "390, 844, light", "390, 844, dark"})
    void theDevicesAreListedWithTheirLastAnswersAtEveryWidthInDarkAndLightWithoutASeriousFault(int width, int height,
            String scheme) {
        try (Browser browser = browser(width, height, "").prefers(scheme)) {
            browser.awaitText("main [role=status]", "50 of 50");
            browser.awaitText(FIRST_ROW, "normal");
            await().until(() -> browser.count(".sparkline polyline") > 5);

            keep("devices", width, scheme, browser);
            assertThat(browser.count(FIRST_ROW)).as("only rows that are seen").isLessThan(45);
            assertThat(browser.overflow()).isZero();
            assertThat(browser.seriousFaults()).isEmpty();
            assertThat(browser.jumps()).isLessThan(0.1);
            assertThat(browser.errors()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, 900, light", "1280, 900, dark", "390, 844, light", "390, 844, dark"})
    void aDeviceIsShownWithItsChartsAndChannelsAtEveryWidthInDarkAndLightWithoutASeriousFault(int width, int height,
            String scheme) {
        try (Browser browser = browser(width, height, "/" + device()).prefers(scheme)) {
            browser.awaitText("h1", device());
            browser.awaitText(".standing", "normal");
            browser.awaitText(".facts", "30 of 30 messages");
            await().until(() -> browser.count(".timechart canvas") == 10);
            browser.awaitText(".scrolls tbody", "Current");
            String answers = browser.text(".facts div:nth-child(3) dd");
            await("it goes on").until(() -> !browser.text(".facts div:nth-child(3) dd").equals(answers));
            keep("device", width, scheme, browser);

            assertThat(browser.overflow()).isZero();
            assertThat(browser.seriousFaults()).isEmpty();
            assertThat(browser.jumps()).isLessThan(0.1);
            assertThat(browser.errors()).isEmpty();
        }
    }

    @Test
    void aDeviceIsFoundByItsNameAndOpenedByKeyboard() {
        try (Browser browser = browser(1280, 900, "")) {
            browser.awaitText("main [role=status]", "50 of 50");
            browser.type("#search", device().toUpperCase(Locale.ROOT));
            browser.awaitText("main [role=status]", "1 found");
            assertThat(browser.text(FIRST_ROW)).contains(device());

            browser.type(Keys.TAB, Keys.TAB, Keys.ENTER);
            browser.awaitText("h1", device());
        }
    }

    @Test
    void aMessageThatIsRefusedIsSeenAtOnceWithItsReason() {
        try (Browser browser = browser(1280, 900, "/" + site.fleet().device(3))) {
            browser.awaitText(".standing", "normal");
            site.fleet().publish("devices/" + site.fleet().device(3) + "/telemetry", "nonsense".getBytes());

            browser.awaitText(".problem", "not-json");
        }
    }

    @Test
    void aDeviceThatIsNotKnownIsSaidSo() {
        try (Browser browser = browser(1280, 900, "/nobody")) {
            browser.awaitText("[role=alert]", "no message since the start");
        }
    }
}
