package io.bactrian.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.bactrian.infer.onnx.OnnxModel;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.VersionFiles;
import io.bactrian.picture.Pictures;
import io.bactrian.train.vision.Dial;
import io.bactrian.train.vision.Face;

/** The shipped models that see: measured on JPEG files of drawings that no model was fitted on, as a camera would send them. */
class SeeingModelsTest {
    private static final int PICTURES = 600;
    private static final long OTHER_SEEDS = 500_000_000_000L;
    private static final int PIXELS = 200;
    private static final long TOGETHER = 2_000_000;

    private final Pictures pictures = new Pictures(Pictures.USUAL_MOST_PIXELS);

    private static OnnxModel open(Path models, String name) throws Exception {
        Path folder = new ModelFolder(models, name, 1).path();
        return OnnxModel.open(new VersionFiles(name, 1, folder.resolve("model.onnx"), folder.resolve("model.yaml"),
                folder.resolve("golden.json"), ""), 1 << 20);
    }

    private static byte[] jpeg(BufferedImage picture) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "jpeg", out);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    private List<ModelOutput> seen(OnnxModel model, List<BufferedImage> drawings) {
        Manifest manifest = model.manifest();
        Manifest.Input input = manifest.inputs().get(0);
        List<ModelOutput> outputs = new ArrayList<>();
        for (int from = 0; from < drawings.size(); from += manifest.batching().size()) {
            outputs.addAll(
                    model.run(drawings.subList(from, Math.min(drawings.size(), from + manifest.batching().size())).stream()
                            .map(drawing -> new ModelInput.Prepared(new ModelInput.Data(manifest, null, null),
                                    pictures.prepare(jpeg(drawing), input.image(), input.datatype())))
                            .toList()));
        }
        return outputs;
    }

    @ParameterizedTest
    @EnumSource
    void aDialIsReadToTwoPercentOfItsScale(Dial.Style style) throws Exception {
        List<Dial> dials = LongStream.range(0, PICTURES).mapToObj(i -> new Dial(OTHER_SEEDS + i, style, PIXELS)).toList();
        double sum = 0;
        int far = 0;
        try (OnnxModel model = open(Path.of("models"), "gauge-reading")) {
            List<ModelOutput> outputs = seen(model, dials.stream().map(Dial::picture).toList());
            for (int i = 0; i < PICTURES; i++) {
                double error = Math.abs(outputs.get(i).score() - dials.get(i).reading());
                sum += error;
                far += error > 0.05 ? 1 : 0;
            }
        }
        System.out.printf("%d dials of style %s: mean error %.2f %% of full scale, %d more than 5 %%%n", PICTURES, style,
                100 * sum / PICTURES, far);
        assertThat(sum / PICTURES).isLessThanOrEqualTo(0.02);
    }

    @Test
    void aFacesExpressionIsNamed() throws Exception {
        List<Face> faces = LongStream.range(0, PICTURES).mapToObj(i -> new Face(OTHER_SEEDS + i, PIXELS)).toList();
        int right = 0;
        try (OnnxModel model = open(Path.of("models"), "face-expression")) {
            List<ModelOutput> outputs = seen(model, faces.stream().map(Face::picture).toList());
            for (int i = 0; i < PICTURES; i++) {
                right += outputs.get(i).label().equals(Face.EXPRESSIONS.get(faces.get(i).expression())) ? 1 : 0;
            }
        }
        System.out.printf("%d faces: %.2f %% named rightly%n", PICTURES, 100.0 * right / PICTURES);
        assertThat((double) right / PICTURES).isGreaterThanOrEqualTo(0.97);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gauge", "expression"})
    void oneSeedMakesOneModelAndItPassesItsChecks(String command, @TempDir Path dir) throws Exception {
        String name = command.equals("gauge") ? "gauge-reading" : "face-expression";
        List<byte[]> graphs = new ArrayList<>();
        for (String out : List.of("one", "other")) {
            assertThat(TrainCommand.run(command, "--examples", "100", "--passes", "1", "--trained", "2026-01-01T00:00:00Z",
                    "--out", dir.resolve(out).toString())).isZero();
            graphs.add(Files.readAllBytes(dir.resolve(out + "/" + name + "/1/model.onnx")));
        }

        assertThat(graphs.get(0)).isEqualTo(graphs.get(1));
        try (OnnxModel model = open(dir.resolve("one"), name)) {
            assertThat(model.manifest().takesPicture()).isTrue();
        }
    }

    @Test
    void theTwoAreSmall() throws IOException {
        long bytes = 0;
        for (String name : List.of("gauge-reading", "face-expression")) {
            try (Stream<Path> files = Files.list(new ModelFolder(Path.of("models"), name, 1).path())) {
                bytes += files.mapToLong(file -> file.toFile().length()).sum();
            }
        }
        assertThat(bytes).isLessThan(TOGETHER);
    }
}
