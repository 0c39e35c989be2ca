/** Running it: configuration and its checks, the beans of the packages, health, meters, routes that change. */
package io.bactrian.ops;
