package io.bactrian.infer.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.infer.onnx.Graph;
import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.Patience;
import io.bactrian.model.Comparison;
import io.bactrian.model.LoadedVersion;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.telemetry.BadInput;

/** Whose fault a failure is, and that nobody else pays for it. */
@ExpectedErrors("io.bactrian.infer")
class FaultTest {
    private static final Duration LONG = Patience.LONG;

    @TempDir
    Path dir;
    private EngineRig rig;
    private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    private Thread.UncaughtExceptionHandler before;

    @BeforeEach
    void open() {
        rig = new EngineRig(dir);
        before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> uncaught.add(error));
    }

    @AfterEach
    void close() {
        rig.close();
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    @Test
    void aMessageForWhichTheModelGivesFewerRowsFailsAloneAndTheOthersOfItsBatchAreAnswered() {
        Graph graph = Graph.of().input("x", DataType.FLOAT, -1, 2).output("score", DataType.FLOAT, -1, 2)
                .floats("five", 5)
                .node("ReduceMax", "largest", List.of("x"), Graph.ints("axes", 1), Graph.integer("keepdims", 0))
                .node("Less", "small", "largest", "five")
                .node("Compress", "score", List.of("x", "small"), Graph.integer("axis", 0));
        LoadedVersion picky = rig.admit(1, graph.bytes());

        List<CompletableFuture<ModelOutput>> sent = together(picky, List.of(Row.of(picky, "a", 1), Row.of(picky, "b", 9),
                Row.of(picky, "c", 2)));

        assertThat(sent.get(0)).succeedsWithin(LONG).extracting(ModelOutput::score).isEqualTo(1.0);
        assertThat(sent.get(2)).succeedsWithin(LONG).extracting(ModelOutput::score).isEqualTo(2.0);
        assertThat(sent.get(1)).failsWithin(LONG).withThrowableThat().withCauseInstanceOf(BadInput.class)
                .withMessageContaining("'score' has the shape [0, 2] for a batch of 1");
    }

    @Test
    void anOutputWithoutElementsIsAnAnswer() {
        Graph graph = Graph.of().input("x", DataType.FLOAT, -1, 2).output("score", DataType.FLOAT, -1, 0)
                .constant(TensorProto.newBuilder().setName("zero").setDataType(DataType.INT64.getNumber())
                        .addDims(1).addInt64Data(0))
                .constant(TensorProto.newBuilder().setName("one").setDataType(DataType.INT64.getNumber())
                        .addDims(1).addInt64Data(1))
                .node("Slice", "score", "x", "zero", "zero", "one");
        LoadedVersion empty = rig.admit(1, graph.bytes());

        List<CompletableFuture<ModelOutput>> sent = together(empty, List.of(Row.of(empty, "a", 1), Row.of(empty, "b", 2)));

        assertThat(sent).allSatisfy(answer -> assertThat(answer).succeedsWithin(LONG)
                .satisfies(output -> assertThat(output.output("score").values()).isEmpty()));
    }

    @Test
    void aMessageWithTooLittleDataOrWithoutItsTextsFailsAlone() {
        LoadedVersion plus = rig.admit(1, Graphs.plus(1));

        List<CompletableFuture<ModelOutput>> sent = together(plus, List.of(Row.of(plus, "a", 1),
                new Row(plus.manifest(), "b", new double[1], null), new Row(plus.manifest(), "c", new double[0], null)));

        assertThat(sent.get(0)).succeedsWithin(LONG).extracting(ModelOutput::score).isEqualTo(2.0);
        for (CompletableFuture<ModelOutput> bad : sent.subList(1, 3)) {
            assertThat(bad).failsWithin(LONG).withThrowableThat().withCauseInstanceOf(BadInput.class)
                    .withMessageContaining("expected 2");
        }
    }

    @Test
    void anOutputOfMoreElementsThanAreReadFailsItsMessageAndNotTheProcess() {
        Graph graph = Graph.of().input("x", DataType.FLOAT, 1, 2).output("score", DataType.FLOAT, -1)
                .constant(TensorProto.newBuilder().setName("first").setDataType(DataType.INT64.getNumber())
                        .addDims(1).addInt64Data(0))
                .node("Gather", "size", List.of("x", "first"), Graph.integer("axis", 1)).node("Squeeze", "flat", "size", "axes")
                .constant(TensorProto.newBuilder().setName("axes").setDataType(DataType.INT64.getNumber())
                        .addDims(1).addInt64Data(1))
                .cast(DataType.INT64, "shape", "flat").node("ConstantOfShape", "score", "shape");
        LoadedVersion large = rig.admit(rig.load(rig.write(1, graph.bytes(), 1, 1, 64)));

        assertThat(send(Row.of(large, "a", 3))).succeedsWithin(LONG)
                .satisfies(output -> assertThat(output.output("score").values()).hasSize(3));
        assertThat(send(Row.of(large, "a", (1 << 24) + 2))).failsWithin(LONG).withThrowableThat()
                .withCauseInstanceOf(BadInput.class).withMessageContaining("at most 16777216 elements");
        assertThat(send(Row.of(large, "a", 4))).succeedsWithin(LONG);
    }

    @Test
    void anErrorReachesTheThreadsHandlerItsBatchIsToBeTriedAgainAndTheWorkerGoesOn() {
        LoadedVersion plus = rig.admit(1, Graphs.plus(1));
        LinkageError error = new LinkageError("made for the test");

        List<CompletableFuture<ModelOutput>> sent = together(plus, List.of(Row.of(plus, "a", 1), broken(plus, () -> {
            throw error;
        }), Row.of(plus, "c", 1)));

        assertThat(sent).allSatisfy(answer -> assertThat(answer).failsWithin(LONG).withThrowableThat()
                .withCauseInstanceOf(ModelUnavailable.class).withMessageContaining("made for the test"));
        assertThat(send(Row.of(plus, "a", 5))).succeedsWithin(LONG).extracting(ModelOutput::score).isEqualTo(6.0);
        assertThat(uncaught).containsExactly(error);
    }

    @Test
    void aFailureOfTheWorkerItselfIsNoFaultOfItsMessagesAndTheWorkerGoesOn() {
        LoadedVersion plus = rig.admit(1, Graphs.plus(1));

        CompletableFuture<ModelOutput> failed = send(broken(plus, () -> {
            throw new IllegalStateException("made for the test");
        }));

        assertThat(failed).failsWithin(LONG).withThrowableThat().withCauseInstanceOf(ModelUnavailable.class);
        assertThat(send(Row.of(plus, "a", 5))).succeedsWithin(LONG).extracting(ModelOutput::score).isEqualTo(6.0);
    }

    @Test
    void anErrorOnTheWayOnFailsTheRestOfTheBatchAndNothingIsAnsweredTwice() {
        LoadedVersion plus = rig.admit(1, Graphs.plus(1));
        CountDownLatch gate = new CountDownLatch(1);
        block(plus, gate);
        List<String> calls = new ArrayList<>();
        CompletableFuture<Throwable> rest = new CompletableFuture<>();
        StackOverflowError error = new StackOverflowError("made for the test");
        rig.engine().submit(plus.manifest(), Row.of(plus, "a", 1), (output, failure) -> {
            calls.add(failure == null ? "answered" : "failed");
            throw error;
        });
        rig.engine().submit(plus.manifest(), Row.of(plus, "b", 1), (output, failure) -> rest.complete(failure));
        gate.countDown();

        assertThat(rest).succeedsWithin(LONG).isInstanceOf(ModelUnavailable.class);
        assertThat(send(Row.of(plus, "c", 1))).succeedsWithin(LONG);
        assertThat(calls).containsExactly("answered");
        assertThat(uncaught).containsExactly(error);
    }

    @Test
    void oneMessageThatCannotBeComparedIsTheCandidatesFailureAndTheNextAreCompared() {
        LoadedVersion candidate = rig.admit(1, Graphs.plus(1));
        Counting into = new Counting(output -> {
            if (output.score() == 3) {
                throw new ArrayIndexOutOfBoundsException("made for the test");
            }
        });
        List<ModelInput> inputs = List.of(Row.of(candidate, "a", 1), Row.of(candidate, "b", 2), Row.of(candidate, "c", 3));
        List<ModelOutput> serving = inputs.stream().map(input -> new ModelOutput(input, candidate.manifest(), List.of()))
                .toList();

        new ShadowBatch(inputs, serving, 0).compare((LoadedModel) candidate, into, null, late -> false);

        assertThat(into.compared).containsExactly(2.0, 4.0);
        assertThat(into.failed).containsExactly("failed");
        assertThat(candidate.stats().read().errors()).isOne();
    }

    @Test
    void anErrorInAComparisonReachesTheHandlerAndTheShadowGoesOn() {
        LoadedVersion serving = rig.admit(1, Graphs.plus(1));
        LoadedVersion candidate = rig.admit(2, Graphs.plus(2));
        OutOfMemoryError error = new OutOfMemoryError("made for the test");
        Counting into = new Counting(output -> {
            if (output.score() == 3) {
                throw error;
            }
        });
        rig.engine().shadow(candidate, 1, into);

        assertThat(send(Row.of(serving, "a", 1).seenBy(candidate))).succeedsWithin(LONG);
        await().dontCatchUncaughtExceptions().atMost(LONG).until(() -> uncaught.contains(error));
        assertThat(send(Row.of(serving, "a", 5).seenBy(candidate))).succeedsWithin(LONG);

        await().dontCatchUncaughtExceptions().atMost(LONG).until(() -> into.compared.contains(7.0));
    }

    private static final class Counting implements Comparison {
        private final Consumer<ModelOutput> first;
        private final Queue<Double> compared = new ConcurrentLinkedQueue<>();
        private final Queue<String> failed = new ConcurrentLinkedQueue<>();

        Counting(Consumer<ModelOutput> first) {
            this.first = first;
        }

        @Override
        public void timed(long serving, long candidate, int messages) {
        }

        @Override
        public void compared(ModelOutput serving, ModelOutput candidate) {
            first.accept(candidate);
            compared.add(candidate.score());
        }

        @Override
        public void failed() {
            failed.add("failed");
        }

        @Override
        public void dropped(int messages) {
        }
    }

    private static ModelInput broken(LoadedVersion version, Supplier<double[]> data) {
        return new ModelInput() {
            @Override
            public Manifest model() {
                return version.manifest();
            }

            @Override
            public String orderKey() {
                return "b";
            }

            @Override
            public double[] data() {
                return data.get();
            }
        };
    }

    /** Sends them so that they are in one batch. */
    private List<CompletableFuture<ModelOutput>> together(LoadedVersion version, List<ModelInput> inputs) {
        CountDownLatch gate = new CountDownLatch(1);
        block(version, gate);
        List<CompletableFuture<ModelOutput>> sent = inputs.stream().map(this::send).toList();
        gate.countDown();
        return sent;
    }

    private void block(LoadedVersion version, CountDownLatch gate) {
        CountDownLatch blocked = new CountDownLatch(1);
        rig.engine().submit(version.manifest(), Row.empty(version, "a"), (output, failure) -> {
            blocked.countDown();
            await().dontCatchUncaughtExceptions().atMost(LONG).until(() -> gate.getCount() == 0);
        });
        await().dontCatchUncaughtExceptions().atMost(LONG).until(() -> blocked.getCount() == 0);
    }

    private CompletableFuture<ModelOutput> send(ModelInput input) {
        return rig.send(input);
    }
}
