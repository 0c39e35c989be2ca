package io.bactrian.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UncaughtErrorsTest {
    private final List<Throwable> uncaught = new ArrayList<>();

    @BeforeEach
    void hear() {
        Thread.currentThread().setUncaughtExceptionHandler((thread, error) -> uncaught.add(error));
    }

    @AfterEach
    void hearNoMore() {
        Thread.currentThread().setUncaughtExceptionHandler(null);
    }

    @Test
    void anErrorOfTheMachineIsHandedOverHoweverDeepItIs() {
        OutOfMemoryError error = new OutOfMemoryError("made for the test");

        assertThat(UncaughtErrors.handOverFatal(new IllegalStateException(new RuntimeException(error)))).isTrue();
        assertThat(UncaughtErrors.handOverOfRequest(new IllegalStateException(error))).isTrue();
        assertThat(uncaught).containsExactly(error, error);
    }

    @Test
    void codeThatIsMissingEndsWhatARequestMeetsAsAnErrorOfTheMachine() {
        NoClassDefFoundError missing = new NoClassDefFoundError("made for the test");

        assertThat(UncaughtErrors.handOverFatal(missing)).isFalse();
        assertThat(uncaught).isEmpty();
        assertThat(UncaughtErrors.handOverOfRequest(new IllegalStateException(missing))).isTrue();
        assertThat(uncaught).singleElement().satisfies(error -> assertThat(error).isInstanceOf(InternalError.class).hasCause(
                missing));
    }

    @Test
    void whatOneMessageMayCauseIsNotHandedOver() {
        RuntimeException around = new RuntimeException("a");
        around.initCause(new RuntimeException("b", around));
        for (Throwable failure : new Throwable[]{null, new StackOverflowError(), new IllegalStateException(), around,
            new AssertionError()}) {
            assertThat(UncaughtErrors.handOverFatal(failure)).isFalse();
            assertThat(UncaughtErrors.handOverOfRequest(failure)).isFalse();
        }

        assertThat(uncaught).isEmpty();
    }
}
