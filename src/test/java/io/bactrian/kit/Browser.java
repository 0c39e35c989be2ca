package io.bactrian.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;

import org.assertj.core.api.Assumptions;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Chromium without a window, as wide as a screen or a phone. Not safe for use by several threads. */
public final class Browser implements AutoCloseable {
    private static final List<String> CHROMIUM = List.of("/usr/bin/chromium", "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome");
    private static final List<String> DRIVER = List.of("/usr/bin/chromedriver", "/usr/lib/chromium/chromedriver");
    private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
    private static final int PHONE = 600;
    private static final Duration LONGEST_SCRIPT = Duration.ofMinutes(3);

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Skips the test, saying so, where there is no Chromium. */
    public static Browser orSkip(int width, int height) {
        String chromium = first(CHROMIUM);
        String driver = first(DRIVER);
        if (chromium == null || driver == null) {
            System.out.println("THE PAGE IS NOT TESTED IN A BROWSER: there is no chromium and chromedriver in /usr/bin");
        }
        Assumptions.assumeThat(chromium).isNotNull();
        Assumptions.assumeThat(driver).isNotNull();
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions().setBinary(chromium).addArguments("--headless=new", "--no-sandbox",
                "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions", "--disable-background-networking",
                "--no-first-run", "--window-size=" + width + "," + height);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder().usingDriverExecutable(Path.of(driver).toFile())
                .usingAnyFreePort().build();
        ChromeDriver chrome = new ChromeDriver(service, options);
        chrome.manage().timeouts().scriptTimeout(LONGEST_SCRIPT);
        chrome.executeCdpCommand("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < PHONE));
        chrome.executeCdpCommand("Performance.enable", Map.of("timeDomain", "threadTicks"));
        return new Browser(chrome);
    }

    private static String first(List<String> paths) {
        return paths.stream().filter(path -> Files.isExecutable(Path.of(path))).findFirst().orElse(null);
    }

    /** What the user's system asks for: {@code dark} or {@code light}. */
    public Browser prefers(String scheme) {
        driver.executeCdpCommand("Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        return this;
    }

    public Browser open(URI page) {
        driver.get(page.toString());
        return this;
    }

    /** Waits until the element is there and its visible text has that in it. */
    public void awaitText(String css, String text) {
        Awaitility.await(css + " says " + text).ignoreExceptionsInstanceOf(StaleElementReferenceException.class)
                .until(() -> text(css).contains(text));
    }

    /** The visible text of the first such element; empty where there is none. */
    public String text(String css) {
        try {
            return driver.findElement(By.cssSelector(css)).getText();
        } catch (NoSuchElementException e) {
            return "";
        }
    }

    /** How many such elements there are. */
    public int count(String css) {
        return driver.findElements(By.cssSelector(css)).size();
    }

    public void click(String css) {
        element(css).click();
    }

    /** Types into the element, as a person does. */
    public void type(String css, CharSequence... keys) {
        element(css).sendKeys(keys);
    }

    /** Types into what has the focus. */
    public void type(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    private WebElement element(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    /** What a script gives back. */
    public Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** What an asynchronous script hands to its last argument, a function. */
    public Object runAsync(String script, Object... arguments) {
        return driver.executeAsyncScript(script, arguments);
    }

    /** Milliseconds that the page's main thread has had the processor; what another process does meanwhile is not in it. */
    public double worked() {
        List<?> metrics = (List<?>) driver.executeCdpCommand("Performance.getMetrics", Map.of()).get("metrics");
        return metrics.stream().map(Map.class::cast).filter(metric -> metric.get("name").equals("TaskDuration"))
                .mapToDouble(metric -> ((Number) metric.get("value")).doubleValue() * 1000).sum();
    }

    /** What axe-core finds that is serious or worse, each with the element. */
    public List<?> seriousFaults() {
        try (InputStream axe = Browser.class.getResourceAsStream(AXE)) {
            driver.executeScript(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return (List<?>) driver
                .executeAsyncScript("""
                                    const done = arguments[arguments.length - 1];
                                    axe.run().then((found) => done(found.violations
                                        .filter((fault) => ['serious', 'critical'].includes(fault.impact))
                                        .map((fault) => fault.id + ': ' + fault.nodes.map((node) => node.html).join(' | '))),
                                        (failure) => done([String(failure)]));""");
    }

    /** Errors that the page has had, such as those of its Content-Security-Policy; each is said once. */
    public List<String> errors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue()).map(entry -> entry.getMessage())
                .toList();
    }

    /** Pixels that the page is wider than its window. */
    public long overflow() {
        return ((Number) run("return document.documentElement.scrollWidth - document.documentElement.clientWidth")).longValue();
    }

    /** How far what was seen has jumped since the page was opened, as Chromium counts it: 0.1 is what a reader may not mind. */
    public double jumps() {
        return ((Number) driver.executeAsyncScript(
                """
                const done = arguments[arguments.length - 1];
                let sum = 0;
                new PerformanceObserver((list) => list.getEntries().forEach((shift) => { sum += shift.value; }))
                    .observe({type: 'layout-shift', buffered: true});
                requestAnimationFrame(() => setTimeout(() => done(sum), 0));""")).doubleValue();
    }

    public byte[] screenshot() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
