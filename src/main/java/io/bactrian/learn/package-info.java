/** What the cloud learns from: which messages become samples, with which probability. */
package io.bactrian.learn;
