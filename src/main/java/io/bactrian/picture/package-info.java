/** Pictures become the elements that a model takes: recognised, bounded, decoded, turned, scaled, normalised. Knows nothing of Camel. */
package io.bactrian.picture;
