/** The pool of models: versions that do not change, found by their content, each with a card that says what is known of it. */
package io.bactrian.cloud.pool;
