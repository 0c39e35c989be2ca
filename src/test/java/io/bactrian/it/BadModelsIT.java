package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.bactrian.kit.ModelSite;
import io.bactrian.kit.ModelsFolder;
import io.bactrian.kit.Rows;
import io.bactrian.kit.Traffic;

/** One running application with traffic all the while, into whose models folder all sorts of things are put. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadModelsIT {
    private static final int DEVICES = 20;
    private static final int RATE = 200;
    private static final int PIECE = 24;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long SCAN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ModelSite site = new ModelSite("bad-models", DEVICES, Rows.normal(), application -> application
            .with("bactrian.rollout.promote", "immediate").with("bactrian.rollout.probation", "200ms"));
    private final Traffic traffic = site.traffic(RATE);
    private int serving = 1;
    private int next = 2;

    @AfterAll
    void notOneMessageIsLostOrRefused() {
        try (site) {
            traffic.close();
            ModelBooks.nothingHappened(site, DEVICES);
            System.out.printf("bad-models: %d versions put in, version %d serves, %d answers of versions %s%n", next - 1,
                    serving, site.site().ledger().answers(), new TreeSet<>(site.answers().stream()
                            .map(heard -> Integer.valueOf(heard.answer().version())).toList()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBadVersionIsRefusedAndSaysWhy(BadModels bad) {
        var began = site.nextNumber();
        var version = next++;
        site.models().drop(version, bad::spoil);
        await("version " + version + " is judged", () -> !site.events().of(version).isEmpty());
        assertThat(site.state(version)).as("state of a %s version", bad).isEqualTo("rejected");
        assertThat(site.status(version).path("reason").asText()).contains(bad.words());
        assertThat(site.events().of(version)).containsExactly("rejected");
        assertThat(site.events().reason(version, "rejected")).contains(bad.words());
        answersBy(serving, began);
        System.out.printf("bad-models: %s: %s%n", bad, site.events().reason(version, "rejected"));
    }

    @Test
    void ofTwoAtOnceTheLowerIsTakenWhereTheHigherIsBad() {
        var lower = next++;
        var higher = next++;
        site.models().drop(higher, BadModels.TRUNCATED::spoil);
        site.models().drop(lower);
        taken(lower);
        await("the higher one is reported as rejected", () -> site.events().heard(higher, "rejected"));
        answersBy(lower, site.nextNumber());
    }

    @Test
    void aVersionThatIsTakenAwayServesOn() {
        var version = next++;
        site.models().drop(version);
        taken(version);
        var gone = site.nextNumber();
        site.models().remove(version);
        await("its folder's end is told", () -> site.events().heard(version, "removed"));
        answersBy(version, gone);
        assertThat(site.status(version).path("reason").asText()).contains("its folder is gone");
    }

    @Test
    void aFolderThatIsCopiedSlowlyIsNotLookedAtBeforeItIsWhole() throws IOException {
        var began = Instant.now();
        var version = next++;
        var target = Files.createDirectories(site.models().version(version));
        var longest = 0L;
        for (var name : new String[]{"golden.json", "model.yaml", "model.onnx"}) {
            var whole = Files.readAllBytes(site.models().version(1).resolve(name));
            var size = name.equals("model.onnx") ? PIECE : whole.length / 10;
            longest = Math.max(longest, copySlowly(whole, size, target.resolve(name)));
            if (!name.equals("model.onnx")) {
                await("it is incomplete", () -> site.state(version).equals("incomplete"));
                assertThat(site.status(version).path("reason").asText()).contains("not there yet");
            }
        }
        var before = serving;
        taken(version);
        var promoted = site.events().at(version, "promoted");
        assertThat(site.answers().notBy(before, began).stream().filter(heard -> heard.at().isBefore(promoted)))
                .as("answers of another version than %d before it was whole", before).isEmpty();
        System.out.printf("bad-models: copied slowly, longest pause %d ms, told %s%n", longest / 1_000_000,
                site.events().of(version));
        if (longest < SCAN_NANOS) {
            assertThat(site.events().of(version)).as("told of a folder copied slowly").doesNotContain("rejected");
        } else {
            System.out.println("NOT PROVED: that it is not looked at before it is whole, for the copy itself was held up");
        }
    }

    /** The longest time between two pieces. */
    private long copySlowly(byte[] whole, int size, Path to) throws IOException {
        var longest = 0L;
        var last = System.nanoTime();
        for (var from = 0; from < whole.length; from += size) {
            Files.write(to, Arrays.copyOfRange(whole, from, Math.min(whole.length, from + size)), StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            longest = Math.max(longest, System.nanoTime() - last);
            last = System.nanoTime();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return longest;
    }

    @Test
    void aLinkThatIsFlippedAsKubernetesDoesItBringsNewContentUnderTheSameNumber() throws IOException {
        var version = next++;
        site.models().drop(version, folder -> linked(folder, "..first"));
        taken(version);
        var folder = site.models().version(version);
        var flipped = site.nextNumber();
        flip(folder, "..second", content -> ModelsFolder.edit(content.resolve("model.yaml"), "seed 1", "seed one"));
        await("its new content is told to be in service",
                () -> Collections.frequency(site.events().of(version), "promoted") == 2);
        flip(folder, "..third", BadModels.TRUNCATED::spoil);
        await("its bad content is reported as rejected", () -> site.events().heard(version, "rejected"));
        assertThat(site.events().reason(version, "rejected")).contains(BadModels.TRUNCATED.words());
        answersBy(version, flipped);
        System.out.printf("bad-models: flipped twice, told %s%n", site.events().of(version));
    }

    /** Turns a folder of files into one as a mounted ConfigMap has it. */
    private static void linked(Path folder, String name) {
        try {
            var content = Files.createDirectory(folder.resolve(name));
            Files.createSymbolicLink(folder.resolve("..data"), Path.of(name));
            for (var file : new String[]{"model.onnx", "model.yaml", "golden.json"}) {
                Files.move(folder.resolve(file), content.resolve(file));
                Files.createSymbolicLink(folder.resolve(file), Path.of("..data", file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void flip(Path folder, String name, Consumer<Path> change) throws IOException {
        ModelsFolder.copy(folder.resolve("..first"), folder.resolve(name));
        change.accept(folder.resolve(name));
        var link = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of(name));
        Files.move(link, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void taken(int version) {
        await("version " + version + " serves", () -> site.status().path("serving").asInt() == version);
        await("that is told", () -> site.events().heard(version, "promoted"));
        serving = version;
    }

    /** While the models stay ready. */
    private void await(String what, BooleanSupplier condition) {
        site.await(what, () -> {
            assertThat(site.site().application().down("model")).as("models not ready until " + what).isFalse();
            return condition.getAsBoolean();
        });
    }

    /** All answers to messages from that number on, of which there are some more first, are by that version. */
    private void answersBy(int version, long number) {
        site.awaitResults(RATE / 2);
        await("there are such answers", () -> !site.answers().from(number).isEmpty());
        assertThat(site.answers().notBy(version, number)).as("answers of another version than %d", version).isEmpty();
    }
}
