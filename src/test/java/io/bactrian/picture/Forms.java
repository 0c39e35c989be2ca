package io.bactrian.picture;

import java.util.Collections;

import io.bactrian.model.ImageForm;
import io.bactrian.model.ImageForm.Channels;
import io.bactrian.model.ImageForm.Fit;
import io.bactrian.model.ImageForm.Layout;

/** Forms of inputs whose elements are 0 to 255. */
final class Forms {
    private Forms() {
    }

    static ImageForm of(int width, int height, Layout layout, Channels channels, Fit fit, int shorterSide, boolean exif) {
        return new ImageForm(width, height, layout, channels, fit, shorterSide, exif, 1,
                Collections.nCopies(channels.count(), 0.0), Collections.nCopies(channels.count(), 1.0));
    }

    static ImageForm rgb(int width, int height) {
        return of(width, height, Layout.NHWC, Channels.RGB, Fit.STRETCH, 0, true);
    }
}
