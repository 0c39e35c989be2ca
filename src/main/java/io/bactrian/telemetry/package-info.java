/** What a device says: where it said it, what it measured, and what is wrong with it. Knows nothing of Camel. */
package io.bactrian.telemetry;
