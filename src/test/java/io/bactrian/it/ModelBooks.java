package io.bactrian.it;

import static io.bactrian.kit.ModelSite.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;

import io.bactrian.kit.Ledger.Kind;
import io.bactrian.kit.ModelSite;

/** What must hold of the messages, whatever happens to the model's versions while the application runs. */
final class ModelBooks {
    private static final int ROWS_THAT_FILL_A_WINDOW = 29;

    private ModelBooks() {
    }

    /** Waits for what is under way; nothing is lost, repeated, out of order or refused, and windows fill once. */
    static void nothingHappened(ModelSite site, int devices) {
        var report = site.site().settle(PATIENCE);
        Books.nothingLost(report);
        Books.inOrder(site.site(), report);
        assertThat(report.duplicateAnswers()).as("messages answered twice, %s", report).isZero();
        assertThat(site.site().ledger().errors()).as("messages answered with an error").isZero();
        assertThat(site.answers().count(heard -> heard.answer().kind() == Kind.WARMING))
                .as("rows that filled windows, of each device once").isEqualTo((long) devices * ROWS_THAT_FILL_A_WINDOW);
    }

    /** No device has an answer of version {@code to} after one of version {@code from}. */
    static void neverBack(ModelSite site, int from, int to) {
        Set<String> gone = new HashSet<>();
        site.answers().stream().forEach(heard -> {
            if (heard.by(from)) {
                gone.add(heard.device());
            }
            assertThat(heard.by(to) && gone.contains(heard.device())).as("back at version %d: %s", to, heard).isFalse();
        });
    }
}
