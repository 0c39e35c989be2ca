/** Tells Home Assistant of devices' scores and labels, by MQTT discovery: configurations that point at the answers' topics. Knows nothing of Camel. */
package io.bactrian.homeassistant;
