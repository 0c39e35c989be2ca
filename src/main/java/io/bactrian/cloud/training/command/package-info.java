/** A user's own program that makes a candidate: bounded in time, output and disk, and ended with its children. */
package io.bactrian.cloud.training.command;
