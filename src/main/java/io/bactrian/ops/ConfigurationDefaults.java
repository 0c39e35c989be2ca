package io.bactrian.ops;

import java.util.stream.Collectors;

import io.smallrye.config.PropertiesConfigSource;

/** The defaults of {@link Configuration}, for routes that name its keys. */
public final class ConfigurationDefaults extends PropertiesConfigSource {
    private static final long serialVersionUID = 1;

    public ConfigurationDefaults() {
        super(ConfigurationReader.keys().entrySet().stream().filter(key -> key.getValue().hasDefaultValue())
                .collect(Collectors.toMap(key -> key.getKey(), key -> key.getValue().getDefaultValue())),
                "defaults of the application", Integer.MIN_VALUE);
    }
}
