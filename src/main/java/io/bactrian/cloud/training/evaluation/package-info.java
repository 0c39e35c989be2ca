/** Whether a candidate is worth announcing: held-out samples, what two versions answer to them, and a paired test. */
package io.bactrian.cloud.training.evaluation;
