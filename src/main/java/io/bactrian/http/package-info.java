/** HTTP's side of the routes: requests without a thread that waits, tokens, problems as JSON, and the steps of the Open Inference Protocol. */
package io.bactrian.http;
