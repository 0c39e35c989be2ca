package io.bactrian.model.manifest;

import java.util.List;

import io.bactrian.model.ImageForm.Channels;
import io.bactrian.model.ImageForm.Fit;
import io.bactrian.model.ImageForm.Layout;
import io.bactrian.text.YamlReader;

/** Reads an input's {@code image}. */
final class ImageReader {
    private static final int LONGEST_SIDE = 4096;

    private ImageReader() {
    }

    enum Orientation {
        EXIF, STORED
    }

    /** Null where there is none. */
    static ManifestDraft.Image read(YamlReader input) {
        if (!input.has("image")) {
            return null;
        }
        YamlReader fields = input.mapping("image");
        ManifestDraft.Image image = new ManifestDraft.Image(fields.whole("width", 1, LONGEST_SIDE),
                fields.whole("height", 1, LONGEST_SIDE), fields.oneOf("layout", Layout.class, List.of("NCHW", "NHWC")),
                fields.oneOf("channels", Channels.class, List.of("RGB", "BGR", "grey")),
                fields.oneOf("fit", Fit.class, List.of("stretch", "crop")), fields.whole("shorter-side", 1, LONGEST_SIDE),
                fields.oneOf("orientation", Orientation.class, List.of("exif", "stored")) != Orientation.STORED,
                fields.number("scale", -Double.MAX_VALUE, Double.MAX_VALUE), fields.numbers("mean"), fields.numbers("std"));
        fields.noOthers();
        return image;
    }
}
