package io.bactrian.model.manifest;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

import io.bactrian.model.Datatype;
import io.bactrian.model.ImageForm;
import io.bactrian.model.ImageForm.Channels;
import io.bactrian.model.ImageForm.Fit;
import io.bactrian.model.ImageForm.Layout;
import io.bactrian.model.Manifest;
import io.bactrian.model.manifest.Signature.Port;
import io.bactrian.text.Problems;

/** Fits an input that takes a picture to the graph's: what the manifest leaves out of its size and layout, the graph says. */
final class ImageFitter {
    private static final int DIMENSIONS = 3;
    private static final double TO_ONE = 1 / 255.0;
    private static final List<Datatype> TAKEN = List.of(Datatype.FP32, Datatype.FP16, Datatype.BF16, Datatype.FP64,
            Datatype.UINT8);

    private final String place;
    private final ManifestDraft.In draft;
    private final ManifestDraft.Image image;
    private final Port port;
    private final boolean batched;
    private final Problems problems;

    ImageFitter(String place, ManifestDraft.In draft, Port port, boolean batched, Problems problems) {
        this.place = place;
        this.draft = draft;
        this.image = draft.image();
        this.port = port;
        this.batched = batched;
        this.problems = problems;
    }

    /** Null where it is a problem. */
    Manifest.Input fit() {
        long[] graph = graph();
        boolean good = takesNothingElse() & isTaken();
        if (graph == null) {
            problems.add(place + ".image: a message of the graph's input " + port.described()
                    + " has not the three dimensions of a picture: channels, height and width; expected such an input");
            return null;
        }
        Layout layout = image.layout() != null ? image.layout() : layout(graph);
        int channelsAt = layout == Layout.NCHW ? 0 : DIMENSIONS - 1;
        int heightAt = layout == Layout.NCHW ? 1 : 0;
        Channels channels = image.channels() != null ? image.channels() : graph[channelsAt] == 1 ? Channels.GREY : Channels.RGB;
        Integer width = side("width", image.width(), graph[heightAt + 1]);
        Integer height = side("height", image.height(), graph[heightAt]);
        if (graph[channelsAt] != Signature.OPEN && graph[channelsAt] != channels.count()) {
            problems.add(place + ".image: " + layout + " and " + channels + " have " + channels.count()
                    + " channels, but the graph's input " + port.described() + " has " + graph[channelsAt] + " there");
            return null;
        }
        if (width == null || height == null || !good) {
            return null;
        }
        return input(layout, channels, width, height);
    }

    private Manifest.Input input(Layout layout, Channels channels, int width, int height) {
        List<Double> mean = perChannel("mean", image.mean(), channels, 0);
        List<Double> std = perChannel("std", image.std(), channels, 1);
        if (mean == null || std == null || !fitsItsSide(width, height) || !isScalable(std)) {
            return null;
        }
        double scale = port.datatype() == Datatype.UINT8 ? 1 : Objects.requireNonNullElse(image.scale(), TO_ONE);
        ImageForm form = new ImageForm(width, height, layout, channels, image.fit() == null ? Fit.STRETCH : image.fit(),
                image.shorterSide() == null ? 0 : image.shorterSide(), image.exif(), scale, mean, std);
        long[] dims = batched || port.shape().length == DIMENSIONS ? form.dims() : InputForm.withFront(1, form.dims());
        long elements = (long) width * height * channels.count();
        if (elements > ManifestReader.MOST_ELEMENTS) {
            problems.add(place + ".image takes " + elements + " elements; expected at most " + ManifestReader.MOST_ELEMENTS);
            return null;
        }
        return new Manifest.Input(port.name(), port.datatype(), dims, batched, 1, List.of(), form);
    }

    /** One message's three dimensions, or null. */
    private long[] graph() {
        long[] shape = port.shape();
        boolean isFront = batched || shape.length == DIMENSIONS + 1 && (shape[0] == 1 || shape[0] == Signature.OPEN);
        long[] own = isFront && shape.length > 0 ? Arrays.copyOfRange(shape, 1, shape.length) : shape;
        return own.length == DIMENSIONS ? own : null;
    }

    private static Layout layout(long[] graph) {
        return isChannels(graph[DIMENSIONS - 1]) && !isChannels(graph[0]) ? Layout.NHWC : Layout.NCHW;
    }

    private static boolean isChannels(long dimension) {
        return dimension == 1 || dimension == 3;
    }

    private Integer side(String key, Integer given, long graph) {
        if (graph == Signature.OPEN && given == null) {
            problems.add(place + ".image." + key + " is missing: the graph's input " + port.described()
                    + " leaves it open; expected pixels");
        } else if (graph != Signature.OPEN && given != null && given != graph) {
            problems.add(place + ".image." + key + " is " + given + ", but the graph's input " + port.described() + " has "
                    + graph + " there");
        } else {
            return given != null ? given : Integer.valueOf((int) Math.min(graph, ManifestReader.MOST_ELEMENTS));
        }
        return null;
    }

    private List<Double> perChannel(String key, List<Double> given, Channels channels, double usual) {
        if (given == null || given.size() == 1) {
            return Collections.nCopies(channels.count(), given == null ? usual : given.get(0));
        }
        if (given.size() != channels.count()) {
            problems.add(place + ".image." + key + " has " + given.size() + " numbers; expected one, or " + channels.count()
                    + ", one for each channel of " + channels);
            return null;
        }
        return given;
    }

    private boolean fitsItsSide(int width, int height) {
        if (image.shorterSide() == null) {
            return true;
        }
        boolean isCropped = image.fit() == Fit.CROP;
        if (!isCropped || image.shorterSide() < Math.max(width, height)) {
            problems.add(place + ".image.shorter-side is " + image.shorterSide() + "; expected "
                    + (isCropped
                            ? "at least " + Math.max(width, height) + ", so that what is cropped is full"
                            : "fit: crop with it"));
            return false;
        }
        return true;
    }

    private boolean isScalable(List<Double> std) {
        boolean isWhole = port.datatype() == Datatype.UINT8;
        if (isWhole && (image.scale() != null || image.mean() != null || image.std() != null)) {
            problems.add(place + ".image has scale, mean or std, but '" + port.name()
                    + "' is UINT8 and takes values as they are, 0 to 255; expected none of them");
            return false;
        }
        if (std.contains(0.0)) {
            problems.add(place + ".image.std has a 0; expected numbers to divide by");
            return false;
        }
        return true;
    }

    private boolean takesNothingElse() {
        String other = draft.window() != null
                ? "window"
                : draft.features() != null ? "features" : draft.shape() != null ? "shape" : null;
        if (other != null) {
            problems.add(place + "." + other + " is there beside image; expected it to be left out: a picture has no "
                    + (other.equals("window")
                            ? "history"
                            : other.equals("features") ? "values by name" : "other shape than image says"));
        }
        return other == null;
    }

    private boolean isTaken() {
        if (!TAKEN.contains(port.datatype())) {
            problems.add(
                    place + ".image: the graph's '" + port.name() + "' is " + port.datatype() + "; expected one of " + TAKEN);
            return false;
        }
        return true;
    }
}
