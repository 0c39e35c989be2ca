/** Keeps the HTTP server answering whatever its clients do: deadlines, a bound of connections, strict framing. */
package io.bactrian.ops.http;
