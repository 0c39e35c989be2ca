package io.bactrian.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.bactrian.model.Comparison;
import io.bactrian.model.ModelEngine;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;

class DisagreementWatchTest {
    private static final ModelInput INPUT = Messages.input(Messages.CLASSIFIER, "d", 1, 2);

    private final List<ModelOutput> disagreed = new ArrayList<>();
    private final List<String> called = new ArrayList<>();
    private final Comparison[] given = new Comparison[1];
    private final ModelEngine watched = new DisagreementWatch(recording(ModelEngine.class), disagreed::add);

    @Test
    void onlyWhatACandidateDisagreesOnIsPassedOnAndTheComparisonHearsAll() {
        watched.shadow(null, 0.5, recording(Comparison.class));
        ModelOutput low = output(0.9, 0.1, 0);
        given[0].compared(low, output(0.8, 0.2, 0));
        given[0].compared(low, output(0.1, 0.9, 0));
        given[0].compared(low, output(Double.NaN, 0.9, 0));
        given[0].compared(output(Double.NaN, 0, 0), low);
        given[0].failed();
        given[0].dropped(3);
        given[0].timed(1, 2, 3);

        assertThat(disagreed).containsExactly(low, low);
        assertThat(called).containsExactly("shadow", "compared", "compared", "compared", "compared", "failed", "dropped",
                "timed");
    }

    @Test
    void everythingElseGoesToTheEngine() throws Exception {
        watched.load(null);
        watched.admit(null);
        watched.fallBack(null, null);
        watched.endShadow(null);
        watched.retire(null);

        assertThat(called).containsExactly("load", "admit", "fallBack", "endShadow", "retire");
    }

    private static ModelOutput output(double... probabilities) {
        return Messages.classified(INPUT, probabilities);
    }

    private <T> T recording(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type}, (proxy, method, arguments) -> {
            called.add(method.getName());
            if (method.getName().equals("shadow")) {
                given[0] = (Comparison) arguments[2];
            }
            return null;
        }));
    }
}
