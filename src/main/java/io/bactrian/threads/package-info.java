/** What threads of all packages share: pauses between retries, timers, errors that may not be swallowed. */
package io.bactrian.threads;
