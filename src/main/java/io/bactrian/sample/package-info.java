/** Which messages are worth learning from, and what they look like on Kafka. */
package io.bactrian.sample;
