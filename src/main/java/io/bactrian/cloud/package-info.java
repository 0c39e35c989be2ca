/** The steps of the cloud's routes, each around a decision of a package below. */
package io.bactrian.cloud;
