package io.bactrian.flow;

import java.util.Map;

import org.apache.camel.Processor;

/** The steps of the route to Kafka, for tests of other packages. */
public final class ForwardSteps {
    private ForwardSteps() {
    }

    public static Map<String, Object> all(String deadLettersTopic) {
        Processor samplesAgain = MisplacedDeadLetters::samplesAgain;
        return Map.of("holds-dead-letters", MisplacedDeadLetters.held(deadLettersTopic), "take-dead-letters",
                MisplacedDeadLetters.take(deadLettersTopic), "samples-again", samplesAgain, "undeliverable",
                new Undeliverable(),
                "can-be-cut", Undeliverable.CAN_BE_CUT);
    }
}
