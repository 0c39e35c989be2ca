/** Stores of others: what a URL of theirs names, how they are asked, and who may be told which secret. */
package io.bactrian.delivery.remote;
