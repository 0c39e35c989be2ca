package io.bactrian.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Clock;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.bactrian.model.Manifest;
import io.bactrian.model.Manifest.Feature;
import io.bactrian.model.Manifest.Range;
import io.bactrian.model.Manifests;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.Sampling;
import io.bactrian.model.Sampling.Quota;

class SampleSelectorTest {
    private static final int MANY = 100_000;

    @Test
    void everyKeepsEveryMessageAlsoWhileWindowsFill() {
        ModelInput input = input(1, 2);

        assertThat(selector("every").select(input, null, "r-1").reason()).isEqualTo("every");
        assertThat(selector("every").select(input, sure(input), "r-1").probability()).isEqualTo(1);
        assertThat(selector("none").select(input, sure(input), "r-1").kept()).isFalse();
    }

    @Test
    void anUnsureClassifierIsAReasonByEntropyAndByMargin() {
        ModelInput input = input(1, 2);

        assertThat(reason("entropy", Messages.classified(input, 0.4, 0.3, 0.3))).isEqualTo("entropy");
        assertThat(reason("entropy", Messages.classified(input, 0.98, 0.01, 0.01))).isEmpty();
        assertThat(reason("margin", Messages.classified(input, 0.5, 0.45, 0.05))).isEqualTo("margin");
        assertThat(reason("margin", Messages.classified(input, 0.6, 0.35, 0.05))).isEmpty();
        assertThat(reason("margin,entropy", Messages.classified(input, 0.4, 0.3, 0.3))).isEqualTo("entropy,margin");
        assertThat(reason("entropy,margin", Messages.classified(input, Double.NaN, 0.3, 0.3))).isEmpty();
    }

    @Test
    void aScoreCloseToTheThresholdIsAReasonOnEitherSide() {
        ModelInput input = Messages.input(Messages.DETECTOR, "d", 1, 2);

        assertThat(reason("threshold", Messages.scored(input, 1.81))).isEqualTo("threshold");
        assertThat(reason("threshold", Messages.scored(input, 2.19))).isEqualTo("threshold");
        assertThat(reason("threshold", Messages.scored(input, 1.79))).isEmpty();
        assertThat(reason("threshold", Messages.scored(input, 2.21))).isEmpty();
        assertThat(reason("threshold", Messages.scored(input, Double.NaN))).isEmpty();
        assertThat(reason("threshold", Messages.classified(input(1, 2), 0.4, 0.3, 0.3))).isEmpty();
    }

    @Test
    void aThresholdOfTheManifestsSamplesCountsBeforeThatOfItsOutputs() {
        Manifest model = Manifests.sampled(Messages.DETECTOR,
                new Sampling(null, null, null, 0.0, 0.5, null, null, Quota.NONE, Quota.NONE));

        assertThat(reason("threshold", Messages.scored(Messages.input(model, "d", 1, 2), 0.49))).isEqualTo("threshold");
        assertThat(reason("threshold", Messages.scored(Messages.input(model, "d", 1, 2), 0.51))).isEmpty();
    }

    @Test
    void aChannelThatIsMissingOrOutOfItsRangeIsAReason() {
        Manifest model = Manifests.of("m", "1", 3, new Feature("a", null, null, new Range(0, 10)), new Feature("b", null, 0.));

        assertThat(reason("channels", window(model, 0, 5, 1, 5, 1, 10, 1))).isEmpty();
        assertThat(reason("channels", window(model, 0, 5, 1, 5, 1, 10.5, 1))).isEqualTo("channels");
        assertThat(reason("channels", window(model, 0, 5, 1, 5, 1, -0.5, 99))).isEqualTo("channels");
        assertThat(reason("channels", window(model, 0, 50, 1, 50, 1, 5, 99))).as("older rows were judged when they came")
                .isEmpty();
        assertThat(reason("channels", window(model, 1, 5, 1, 5, 1, 5, 0))).isEqualTo("channels");
    }

    private static ModelOutput window(Manifest model, int filled, double... rows) {
        return Messages.scored(new Messages.Message(model, "d", rows, filled), 1);
    }

    @Test
    void aShareIsKeptByChanceEvenlyOverIdsThatCountUp() {
        SampleSelector selector = selector("random");

        for (int part = 0; part < 4; part++) {
            int kept = 0;
            for (int i = 0; i < MANY; i++) {
                ModelInput input = input(1, 2);
                kept += selector.select(input, sure(input), "r-" + (part * MANY + i)).kept() ? 1 : 0;
            }
            assertThat(kept / (double) MANY).isCloseTo(0.01, within(4 * Math.sqrt(0.01 * 0.99 / MANY)));
        }
    }

    @Test
    void aDeviceWhoseIdIsAlwaysTheSameIsSampledByItsValues() {
        SampleSelector selector = selector("random");
        int kept = 0;
        for (int i = 0; i < MANY; i++) {
            ModelInput input = input(1, i);
            kept += selector.select(input, sure(input), "0").kept() ? 1 : 0;
        }

        assertThat(kept / (double) MANY).isCloseTo(0.01, within(4 * Math.sqrt(0.01 * 0.99 / MANY)));
    }

    @Test
    void aMessageThatIsDeliveredAgainIsDecidedAlikeAlsoAfterARestart() {
        for (String id : Messages.ids(2000)) {
            ModelInput input = input(1, 2);
            assertThat(selector("random,entropy").select(input, sure(input), id))
                    .isEqualTo(selector("random,entropy").select(input, sure(input), id));
        }
    }

    @Test
    void whatIsKeptByChanceAloneHasItsShareAsProbabilityAndAnyOtherReasonIsCertain() {
        SampleSelector selector = selector("random,entropy");
        int both = 0;
        for (String id : Messages.ids(20_000)) {
            ModelInput input = input(1, 2);
            Selection unsure = selector.select(input, Messages.classified(input, 0.4, 0.3, 0.3), id);
            Selection sure = selector.select(input, sure(input), id);
            assertThat(unsure.probability()).isEqualTo(1);
            assertThat(sure.kept() ? sure.probability() : 0.01).isEqualTo(0.01);
            both += unsure.reason().equals("entropy,random") ? 1 : 0;
            assertThat(unsure.reason().contains("random")).isEqualTo(sure.kept());
        }
        assertThat(both).isPositive();
    }

    @Test
    void whileAGroupDriftsItsShareIsKeptAndTheLargerShareIsTheProbability() {
        SampleSelector drifting = new SampleSelector(Messages.sampling("drift,random"), (model, input) -> true, 10, null,
                Clock.systemUTC());
        int kept = 0;
        for (String id : Messages.ids(MANY)) {
            ModelInput input = input(1, 2);
            Selection selection = drifting.select(input, sure(input), id);
            assertThat(selection.kept() ? selection.probability() : 0.2).isEqualTo(0.2);
            kept += selection.kept() ? 1 : 0;
        }

        assertThat(kept / (double) MANY).isCloseTo(0.2, within(4 * Math.sqrt(0.2 * 0.8 / MANY)));
        assertThat(selector("drift").select(input(1, 2), sure(input(1, 2)), "r-1").kept()).isFalse();
    }

    @Test
    void aManifestsOwnPolicyCountsForItsModelKeyByKey() {
        Sampling own = new Sampling(null, null, null, null, null, 1.0, null, Quota.NONE, Quota.NONE);
        ModelInput input = Messages.input(Manifests.sampled(Messages.CLASSIFIER, own), "d", 1, 2);

        assertThat(selector("random").select(input, sure(input), "r-1").probability()).isEqualTo(1);
        assertThat(selector("none").select(input, sure(input), "r-1").kept()).isFalse();
    }

    @Test
    void aDisagreementIsKeptWithoutAProbabilityUnlessTheMessageWasKeptAnyway() {
        ModelInput input = input(1, 2);

        Selection kept = selector("disagreement,entropy").disagreed(sure(input), "r-1");
        assertThat(kept.reason()).isEqualTo("disagreement");
        assertThat(kept.probability()).isNaN();
        assertThat(selector("disagreement,entropy").disagreed(Messages.classified(input, 0.4, 0.3, 0.3), "r-1").kept())
                .isFalse();
        assertThat(selector("entropy").disagreed(sure(input), "r-1").kept()).isFalse();
        assertThat(selector("every").disagreed(sure(input), "r-1").kept()).isFalse();
    }

    @Test
    void quotasLimitWhateverThePolicyKeepsAndDisagreementsToo() {
        Quota two = new Quota(null, null, 2);
        SampleSelector selector = new SampleSelector(Messages.sampling("every", 0, two, Quota.NONE), (model, input) -> false,
                10, null,
                Clock.systemUTC());
        long kept = Messages.ids(50).stream().filter(id -> selector.select(input(1, 2), null, id).kept()).count();
        SampleSelector other = new SampleSelector(Messages.sampling("disagreement", 0, two, Quota.NONE),
                (model, input) -> false, 10, null,
                Clock.systemUTC());
        long disagreed = Messages.ids(50).stream().filter(id -> other.disagreed(sure(input(1, 2)), id).kept()).count();

        assertThat(kept).isBetween(1L, 2L);
        assertThat(disagreed).isBetween(1L, 2L);
        assertThat(selector.select(input(1, 2), null, "r-51").overQuota() || kept < 2).isTrue();
    }

    private static String reason(String policy, ModelOutput output) {
        return selector(policy).select(output.input(), output, "r-1").reason();
    }

    private static SampleSelector selector(String policy) {
        return new SampleSelector(Messages.sampling(policy), (model, input) -> false, 10, null, Clock.systemUTC());
    }

    private static ModelInput input(double... values) {
        return Messages.input(Messages.CLASSIFIER, "pump-7", values);
    }

    private static ModelOutput sure(ModelInput input) {
        return new ModelOutput(input, input.model(), List.copyOf(Messages.classified(input, 0.98, 0.01, 0.01).outputs()));
    }
}
