package io.bactrian.kit;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** What holds for all tests of this JVM; JUnit finds it as a service. */
public final class TestSession implements LauncherSessionListener {
    private static final Duration POLL = Duration.ofMillis(10);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        TestLog.open();
        Awaitility.setDefaultTimeout(Patience.LONG);
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(POLL);
    }
}
