/** What is known of a device, and its recent past: telemetry becomes model input. */
package io.bactrian.enrich;
