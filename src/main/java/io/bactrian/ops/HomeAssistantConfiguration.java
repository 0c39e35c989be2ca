package io.bactrian.ops;

import io.smallrye.config.WithDefault;

/** {@code bactrian.home-assistant.*}. */
interface HomeAssistantConfiguration {
    /** whether <a href="interfaces.md#home-assistant">Home Assistant</a> is told of the devices' scores and labels, over the same broker */
    @WithDefault("false")
    boolean enabled();

    /** its discovery prefix, below which the configurations and its status are */
    @WithDefault("homeassistant")
    String prefix();
}
