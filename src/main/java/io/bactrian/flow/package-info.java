/** The words routes are written in: each step as a Camel processor around what the rooms decide. */
package io.bactrian.flow;
