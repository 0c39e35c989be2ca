/** Spans of messages and of what the routes do with them, sent to a collector by OTLP. */
package io.bactrian.spans;
