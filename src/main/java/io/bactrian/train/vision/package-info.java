/** Dials and faces that are drawn, and small networks that are fitted to see them. For demonstration: plain Java, one thread, the same result each time. */
package io.bactrian.train.vision;
