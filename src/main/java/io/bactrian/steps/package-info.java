/** The names by which routes call steps, conditions and expressions, and when they are given. */
package io.bactrian.steps;
