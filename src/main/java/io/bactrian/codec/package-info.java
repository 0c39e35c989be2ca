/** Answers, errors and samples as bytes, and which messages become samples. Any thread. Knows nothing of Camel. */
package io.bactrian.codec;
