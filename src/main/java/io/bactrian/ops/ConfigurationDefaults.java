package io.bactrian.ops;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.eclipse.microprofile.config.spi.ConfigSource;

/** The defaults of {@link Configuration}, for routes that name its keys. */
public final class ConfigurationDefaults implements ConfigSource {
    private final Map<String, String> defaults = new HashMap<>();

    public ConfigurationDefaults() {
        ConfigurationReader.keys().forEach((key, property) -> {
            if (property.hasDefaultValue()) {
                defaults.put(key, property.getDefaultValue());
            }
        });
    }

    @Override
    public int getOrdinal() {
        return Integer.MIN_VALUE;
    }

    @Override
    public Set<String> getPropertyNames() {
        return defaults.keySet();
    }

    @Override
    public String getValue(String key) {
        return defaults.get(key);
    }

    @Override
    public String getName() {
        return "defaults of the application";
    }
}
