package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.Keys;

import io.bactrian.kit.Browser;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Rows;
import io.bactrian.kit.Scratch;
import io.bactrian.kit.Site;
import io.bactrian.kit.Traffic;
import io.bactrian.train.TrainCommand;

/**
 * The page's list of ten thousand devices, in a real browser, held against that of fifty. What is compared is the time of the processor that
 * the page's thread takes, so a machine that does something else does not count.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManyDevicesIT {
    private static final int FEW = 50;
    private static final int MANY = 9_950;
    private static final int MESSAGES = 12;
    private static final int FRAMES = 60;
    private static final int CHANGES = 5;
    private static final String LAST = device(MANY - 1);
    private static final String COUNT = "main [role=status]";
    private static final String ROWS = ".space > [role=row]";
    private static final String SCROLL = """
                                         const [share, done] = arguments;
                                         const list = document.querySelector('.rows');
                                         list.scrollTop = share * (list.scrollHeight - list.clientHeight);
                                         requestAnimationFrame(() => requestAnimationFrame(() => done()));""";
    private static final String DRAWN_AGAIN = """
                                              const done = arguments[0];
                                              const drawn = new MutationObserver(() => {
                                                drawn.disconnect();
                                                requestAnimationFrame(() => requestAnimationFrame(() => done()));
                                              });
                                              drawn.observe(document.querySelector('.space'), {childList: true});""";
    private static final String LONGEST_FRAME = """
                                                const done = arguments[0];
                                                let longest = 0;
                                                new PerformanceObserver((list) => list.getEntries().forEach((frame) => {
                                                  longest = Math.max(longest, frame.duration);
                                                })).observe({type: 'long-animation-frame', buffered: true});
                                                setTimeout(() => done(longest), 0);""";

    private final Path models = Scratch.directory("many-devices-models");
    private final Rows rows = Rows.normal();
    private final Site site = new Site("few", FEW, application -> application.with("bactrian.models.dir", models)
            .with("bactrian.samples.policy", "none"));
    private Traffic traffic;

    private static String device(int number) {
        return "many-%04d".formatted(number);
    }

    @BeforeAll
    void open() {
        assertThat(TrainCommand.run("anomaly", "--window", "2", "--out", models.toString())).isZero();
        site.open();
        site.fleet().send((long) FEW * MESSAGES, 0);
        for (int message = 0; message < MESSAGES; message++) {
            for (int number = 0; number < MANY; number++) {
                send(device(number), message);
            }
        }
        site.await("all are answered", Patience.LONG, () -> answers() >= (double) (FEW + MANY) * MESSAGES);
        traffic = new Traffic(site.fleet(), FEW);
    }

    @AfterAll
    void close() {
        traffic.close();
        site.close();
    }

    private void send(String device, int number) {
        site.fleet().publish("devices/" + device + "/telemetry", rows.row(device, number, device + "-" + number));
    }

    private double answers() {
        return site.application().metrics().sum("bactrian_reply_seconds_count");
    }

    private static double worked(Browser browser, Runnable action) {
        double before = browser.worked();
        action.run();
        return browser.worked() - before;
    }

    /** In milliseconds, for each of some places in the list. */
    private static double[] scrolled(Browser browser) {
        double[] millis = new double[FRAMES];
        Arrays.setAll(millis, frame -> {
            double share = frame * 7 % FRAMES / (double) FRAMES;
            return worked(browser, () -> browser.runAsync(SCROLL, share));
        });
        browser.runAsync(SCROLL, 0);
        return millis;
    }

    /** In milliseconds, for each of some changes of what is seen. */
    private static double[] changed(Browser browser) {
        double[] millis = new double[CHANGES];
        Arrays.setAll(millis, change -> worked(browser, () -> browser.runAsync(DRAWN_AGAIN)));
        return millis;
    }

    private static double[] search(Browser browser, String text, String found) {
        return new double[]{worked(browser, () -> {
            browser.run("document.querySelector('#search').select()");
            browser.type("#search", text.isEmpty() ? Keys.DELETE : text);
            browser.awaitText(COUNT, found);
        })};
    }

    /** Scrolls to the end until all are there, a page of them at a time. */
    private static double[] loaded(Browser browser) {
        double[] millis = new double[(FEW + MANY) / 100];
        int page = 0;
        for (String count = browser.text(COUNT); count.contains("more as you scroll"); count = browser.text(COUNT)) {
            String before = count;
            BooleanSupplier more = () -> !browser.text(COUNT).equals(before);
            millis[page++] = worked(browser, () -> {
                browser.runAsync(SCROLL, 1);
                await().until(more::getAsBoolean);
            });
            assertThat(browser.count(ROWS)).as("only rows that are seen").isLessThan(45);
        }
        return Arrays.copyOf(millis, page);
    }

    private static double median(double[] millis) {
        return Arrays.stream(millis).sorted().skip(millis.length / 2).findFirst().orElseThrow();
    }

    private static String said(String what, double[] millis) {
        return "%s %.1f ms at the median, %.1f at most".formatted(what, median(millis),
                Arrays.stream(millis).max().orElseThrow());
    }

    @Test
    void tenThousandDevicesTakeAsMuchWorkAFrameAsFifty() {
        try (Browser browser = Browser.orSkip(1280, 900)) {
            browser.open(site.application().page("/#/devices"));
            browser.awaitText(COUNT, "200 of 10,000, more as you scroll");
            search(browser, "few-", "50 found");
            double[] fewScrolled = scrolled(browser);
            double[] fewChanged = changed(browser);

            search(browser, "", "200 of 10,000");
            double[] loaded = loaded(browser);
            assertThat(browser.text(COUNT)).isEqualTo("10,000 of 10,000");
            double[] scrolled = scrolled(browser);
            double[] changed = changed(browser);
            double[] found = search(browser, "many-77", "100 found");

            System.out.println("50 devices, processor of the page's thread: " + said("scrolled", fewScrolled) + "; "
                    + said("live", fewChanged));
            System.out.println("10,000 devices: " + said("scrolled", scrolled) + "; " + said("live", changed) + "; "
                    + said("200 more", loaded) + "; " + said("searched", found) + "; longest frame on the clock "
                    + browser.runAsync(LONGEST_FRAME) + " ms");
            assertThat(median(scrolled)).as("scrolling").isLessThan(2 * median(fewScrolled));
            assertThat(median(changed)).as("live").isLessThan(2 * median(fewChanged));
        }
    }

    @Test
    void theLastOfTenThousandIsReachedByScrollingAndIsSeenLive() {
        try (Browser browser = Browser.orSkip(390, 844)) {
            browser.open(site.application().page("/#/devices"));
            browser.awaitText(COUNT, "more as you scroll");
            loaded(browser);
            browser.runAsync(SCROLL, 1);
            String row = ROWS + ":last-child";
            browser.awaitText(row, LAST);

            site.fleet().publish("devices/" + LAST + "/telemetry", "nonsense".getBytes());
            browser.awaitText(row, "not-json");
            send(LAST, MESSAGES);
            browser.awaitText(row, " · ");
        }
    }
}
