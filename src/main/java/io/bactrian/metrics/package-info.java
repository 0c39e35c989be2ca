/** Meters, sent to a collector by OTLP; what it does not take waits on disk. */
package io.bactrian.metrics;
