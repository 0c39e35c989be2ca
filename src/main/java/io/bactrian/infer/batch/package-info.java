/** Queues messages for the versions of models, runs them in batches on each model's workers, and compares candidates in the shadow. */
package io.bactrian.infer.batch;
