package io.bactrian.steps;

/** An event before the routes of the edge are read: whoever has steps for them gives them. It does not come in another role. */
public record EdgeSteps(StepRegistry registry) {
}
