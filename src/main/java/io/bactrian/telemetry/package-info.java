/** A device's message: its topics, its JSON, its id, its errors. Knows nothing of Camel. */
package io.bactrian.telemetry;
