/** How numbers are distributed: counts in bins, and how many independent numbers they are worth. */
package io.bactrian.distribution;
