package io.bactrian.infer;

import java.util.function.Consumer;

import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;

/**
 * A message in a worker's queue.
 *
 * @param input  what it brings; without data it only keeps its place
 * @param model  what it is for, held until the message is answered; null for a message that is only to wake its worker
 * @param answer called once on the worker's thread; with null where there was nothing to infer
 * @param fail   called once on the worker's thread instead
 */
record Pending(ModelInput input, LoadedModel model, Consumer<ModelOutput> answer, Consumer<RuntimeException> fail) {
}
