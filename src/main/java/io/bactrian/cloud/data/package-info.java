/** The cloud's data set on disk: samples, statistics and drift events of the fleet, and the labels that people give later. */
package io.bactrian.cloud.data;
