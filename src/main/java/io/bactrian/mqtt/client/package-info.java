/** An MQTT 5 client on one Netty event loop: late acknowledgement in order of arrival, a bounded publish window, sessions that reconnect. */
package io.bactrian.mqtt.client;
