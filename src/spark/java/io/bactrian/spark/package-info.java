/**
 * Trains where one machine is too small: Apache Spark makes the passes over the samples, package {@code train} fits, judges and writes. What
 * {@code spark-submit} runs; no part of the service.
 */
package io.bactrian.spark;
