/** What the cloud announces becomes orders of this node, and what becomes of them is reported. */
package io.bactrian.announced;
