/** Which version is announced to whom, in which stages, what nodes report of it, and when that ends. */
package io.bactrian.cloud.deploy;
