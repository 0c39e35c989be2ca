package io.bactrian.infer.batch;

import java.util.concurrent.TimeUnit;

import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.picture.PictureException;
import io.bactrian.picture.Pictures;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.ErrorCode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** Makes elements of messages that are pictures, on the thread that runs their model. Any thread. */
final class PictureInputs {
    private final Pictures pictures;
    private final MeterRegistry registry;

    PictureInputs(Pictures pictures, MeterRegistry registry) {
        this.pictures = pictures;
        this.registry = registry;
    }

    /**
     * @param model the version it goes into, of the form of the message's own
     * @throws BadInput where the picture is not read
     */
    ModelInput prepare(ModelInput message, Manifest model) {
        Manifest.Input input = model.inputs().get(0);
        long start = System.nanoTime();
        try {
            return new ModelInput.Prepared(message, pictures.prepare(message.picture(), input.image(), input.datatype()));
        } catch (PictureException e) {
            throw new BadInput(e.isTooLarge() ? ErrorCode.TOO_LARGE : ErrorCode.BAD_PICTURE, e.getMessage());
        } finally {
            Timer.builder("bactrian.infer.pictures").description("Decoding and scaling of one picture")
                    .tag("model", model.name())
                    .register(registry).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }
}
