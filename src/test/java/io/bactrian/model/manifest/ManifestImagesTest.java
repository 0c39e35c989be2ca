package io.bactrian.model.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.bactrian.model.Datatype;
import io.bactrian.model.ImageForm;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelRejectedException;

/** How an input that takes a picture is fitted to the graph's. */
class ManifestImagesTest {
    @TempDir
    Path dir;

    private Manifest complete(String image, Datatype datatype, String shape) throws ModelRejectedException {
        long[] dims = Arrays.stream(shape.split(",")).mapToLong(Long::parseLong).toArray();
        return ModelFiles.complete(dir, "inputs: [{" + image + "}]\n",
                new Graphs().in("x", datatype, dims).out("y", Datatype.FP32, dims[0], 10));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            {}                                      | -1,3,6,5   | NCHW RGB 5 6 STRETCH 0 | 3,6,5
                                            {}                                      | -1,6,5,3   | NHWC RGB 5 6 STRETCH 0 | 6,5,3
                                            {}                                      | -1,1,6,5   | NCHW GREY 5 6 STRETCH 0 | 1,6,5
                                            {}                                      | -1,6,5,1   | NHWC GREY 5 6 STRETCH 0 | 6,5,1
                                            {channels: BGR}                         | 1,3,6,5    | NCHW BGR 5 6 STRETCH 0 | 1,3,6,5
                                            {}                                      | 3,6,5      | NCHW RGB 5 6 STRETCH 0 | 3,6,5
                                            {width: 5, height: 6}                   | -1,-1,-1,-1 | NCHW RGB 5 6 STRETCH 0 | 3,6,5
                                            {layout: NHWC, width: 5, height: 6, channels: grey} | -1,-1,-1,-1 | NHWC GREY 5 6 STRETCH 0 | 6,5,1
                                            {layout: NHWC}                          | -1,3,3,3   | NHWC RGB 3 3 STRETCH 0 | 3,3,3
                                            {fit: crop, shorter-side: 6}            | -1,3,6,5   | NCHW RGB 5 6 CROP 6    | 3,6,5
                                            """)
    void whatTheManifestLeavesOutTheGraphSays(String image, String graph, String form, String dims)
            throws ModelRejectedException {
        Manifest.Input input = complete("image: " + image, Datatype.FP32, graph).inputs().get(0);

        ImageForm found = input.image();
        assertThat("%s %s %d %d %s %d".formatted(found.layout(), found.channels(), found.width(), found.height(), found.fit(),
                found.shorterSide())).isEqualTo(form);
        assertThat(Arrays.toString(input.dims()).replaceAll("[\\[\\] ]", "")).isEqualTo(dims);
        assertThat(input.window()).isEqualTo(1);
        assertThat(found.scale()).isEqualTo(1 / 255.0);
        assertThat(found.mean()).containsOnly(0.0);
        assertThat(found.std()).containsOnly(1.0);
    }

    @Test
    void wholeNumbersAreThePixelsAsTheyAre() throws ModelRejectedException {
        assertThat(complete("image: {}", Datatype.UINT8, "-1,3,6,5").inputs().get(0).image().scale()).isEqualTo(1);
    }

    @Test
    void numbersAreForAllChannelsOrForEach() throws ModelRejectedException {
        ImageForm form = complete("image: {scale: 1, mean: [1, 2, 3], std: [4], orientation: stored}", Datatype.FP32,
                "-1,3,6,5")
                .inputs().get(0).image();

        assertThat(form.mean()).isEqualTo(List.of(1.0, 2.0, 3.0));
        assertThat(form.std()).isEqualTo(List.of(4.0, 4.0, 4.0));
        assertThat(form.exif()).isFalse();
    }

    @Test
    void aRunHasFewPicturesUnlessTheManifestSaysHowMany() throws ModelRejectedException {
        assertThat(complete("image: {}", Datatype.FP32, "-1,3,224,224").batching().size()).isEqualTo(6);
        assertThat(complete("image: {}", Datatype.FP32, "-1,3,6,5").batching().size()).isEqualTo(32);
    }

    @Test
    void versionsWithOtherPreprocessingAreOfAnotherForm() throws ModelRejectedException {
        Manifest one = complete("image: {}", Datatype.FP32, "-1,3,6,5");

        assertThat(one.sameForm(complete("image: {}", Datatype.FP32, "-1,3,6,5"))).isTrue();
        assertThat(one.sameForm(complete("image: {mean: [0.5]}", Datatype.FP32, "-1,3,6,5"))).isFalse();
        assertThat(one.sameForm(complete("name: x", Datatype.FP32, "-1,3,6,5"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            image: {}, window: 30                  | FP32  | -1,3,6,5   | inputs[0].window is there beside image; expected it to be left out: a picture has no history
                                            image: {}, features: [a]               | FP32  | -1,3,6,5   | inputs[0].features is there beside image; expected it to be left out: a picture has no values by name
                                            image: {}, shape: [3, 6, 5]            | FP32  | -1,3,6,5   | inputs[0].shape is there beside image
                                            image: {}                              | INT64 | -1,3,6,5   | the graph's 'x' is INT64; expected one of [FP32, FP16, BF16, FP64, UINT8]
                                            image: {}                              | FP32  | -1,30      | inputs[0].image: a message of the graph's input 'x' [?, 30] has not the three dimensions of a picture
                                            image: {}                              | FP32  | -1,3,-1,5  | inputs[0].image.height is missing: the graph's input 'x' [?, 3, ?, 5] leaves it open; expected pixels
                                            image: {width: 7}                      | FP32  | -1,3,6,5   | inputs[0].image.width is 7, but the graph's input 'x' [?, 3, 6, 5] has 5 there
                                            image: {channels: grey}                | FP32  | -1,3,6,5   | NCHW and GREY have 1 channels, but the graph's input 'x' [?, 3, 6, 5] has 3 there
                                            image: {layout: NHWC}                  | FP32  | -1,3,6,5   | NHWC and RGB have 3 channels, but the graph's input 'x' [?, 3, 6, 5] has 5 there
                                            image: {mean: [1, 2]}                  | FP32  | -1,3,6,5   | inputs[0].image.mean has 2 numbers; expected one, or 3, one for each channel of RGB
                                            image: {std: [0]}                      | FP32  | -1,3,6,5   | inputs[0].image.std has a 0; expected numbers to divide by
                                            image: {mean: [1]}                     | UINT8 | -1,3,6,5   | is UINT8 and takes values as they are, 0 to 255; expected none of them
                                            image: {shorter-side: 8}               | FP32  | -1,3,6,5   | inputs[0].image.shorter-side is 8; expected fit: crop with it
                                            image: {fit: crop, shorter-side: 5}    | FP32  | -1,3,6,5   | inputs[0].image.shorter-side is 5; expected at least 6, so that what is cropped is full
                                            image: {width: 4096, height: 4096}     | FP32  | -1,3,-1,-1 | inputs[0].image takes 50331648 elements; expected at most 4194304
                                            """)
    void whatDoesNotFitIsRefusedByName(String input, Datatype datatype, String graph, String problem) {
        assertThatThrownBy(() -> complete(input, datatype, graph)).isInstanceOf(ModelRejectedException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void aPictureIsAMessageByItself() {
        assertThatThrownBy(() -> ModelFiles.complete(dir, "inputs: [{image: {}}, {name: z}]\n",
                new Graphs().in("x", Datatype.FP32, -1, 3, 6, 5).in("z", Datatype.FP32, -1, 2).out("y", Datatype.FP32, -1, 10)))
                .hasMessageContaining("inputs: a picture is a message by itself, but the graph takes 2 inputs");
    }
}
