/** Running it: configuration and its checks, the wiring of the rooms, health, meters, routes that change. */
package io.bactrian.ops;
