/** Where messages stand in traces: the W3C Trace Context, read strictly. */
package io.bactrian.trace;
