package io.bactrian.cloud.pool;

import java.util.List;

/**
 * An input or output as a card has it.
 *
 * @param datatype as the Open Inference Protocol names it; null where the file does not say it
 * @param shape    of an input, one message's; of an output, with the batch, -1 for what is open
 * @param features names of a row's values, the first 256 of them; empty where there are none
 */
public record CardTensor(String name, String datatype, List<Long> shape, List<String> features) {
    public CardTensor {
        shape = List.copyOf(shape);
        features = List.copyOf(features);
    }
}
