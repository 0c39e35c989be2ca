package io.bactrian.enrich;

import java.util.Map;

/**
 * Every device that is known by name, and what holds for the others.
 *
 * @param devices   profiles by device name
 * @param otherwise the profile of a device that is not named; null refuses it
 */
public record DeviceDirectory(Map<String, DeviceProfile> devices, DeviceProfile otherwise) {
    public DeviceDirectory {
        devices = Map.copyOf(devices);
    }

    /** The device's profile, or null where unknown devices are refused. */
    public DeviceProfile profile(String device) {
        return devices.getOrDefault(device, otherwise);
    }
}
