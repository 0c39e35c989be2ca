/** The page at {@code /}: its files, and what its view of the running routes shows. */
package io.bactrian.page;
