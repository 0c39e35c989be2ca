/** A version's folder as one file: a zip archive, unpacked within bounds, and made such that the same files give the same bytes. */
package io.bactrian.archive;
