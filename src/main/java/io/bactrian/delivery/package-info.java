/** Versions of models brought onto the node: orders say which, each is fetched, checked and moved into a folder of models. */
package io.bactrian.delivery;
