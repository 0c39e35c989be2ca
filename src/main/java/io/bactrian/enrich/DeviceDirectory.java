package io.bactrian.enrich;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.bactrian.model.ModelUnavailable;
import io.bactrian.telemetry.PayloadSettings;

/** Every device that is known by name, and what holds for the others. Immutable. */
public final class DeviceDirectory {
    private final Map<String, DeviceProfile> devices;
    private final DeviceProfile otherwise;
    private final Map<String, Set<Integer>> versions;
    private final Set<String> models;
    private final Map<String, DeviceProfile> checked;
    private final String missing;
    private final boolean anyPayload;
    private final boolean anyAssembly;

    /**
     * @param devices   profiles by device name
     * @param otherwise the profile of a device that is not named; null refuses it
     */
    public DeviceDirectory(Map<String, DeviceProfile> devices, DeviceProfile otherwise) {
        this(devices, otherwise, null);
    }

    private DeviceDirectory(Map<String, DeviceProfile> devices, DeviceProfile otherwise, String missing) {
        this.missing = missing;
        this.devices = Map.copyOf(devices);
        this.otherwise = otherwise;
        List<DeviceProfile> all = Stream.concat(devices.values().stream(), Stream.ofNullable(otherwise)).toList();
        anyPayload = all.stream().anyMatch(profile -> profile.payload() != null);
        anyAssembly = all.stream().anyMatch(profile -> profile.assembly() != null);
        models = all.stream().map(DeviceProfile::model).collect(Collectors.toUnmodifiableSet());
        Map<String, Set<Integer>> held = new HashMap<>();
        all.stream().filter(profile -> profile.version() != null)
                .forEach(profile -> held.computeIfAbsent(profile.model(), model -> new TreeSet<>()).add(profile.version()));
        versions = Map.copyOf(held);
        checked = new TreeMap<>();
        devices.forEach((name, profile) -> checked.put("devices." + name, profile));
        if (otherwise != null) {
            checked.put("default", otherwise);
        }
        checked.values().removeIf(profile -> profile.channels().isEmpty()
                && profile.ranges().values().stream().allMatch(range -> range.unit() == null));
    }

    /** A directory that is not known yet: messages are held until one is. */
    public static DeviceDirectory missing(String reason) {
        return new DeviceDirectory(Map.of(), null, reason);
    }

    /** Why no directory is known yet, or null. */
    public String missing() {
        return missing;
    }

    /**
     * The device's profile, or null where unknown devices are refused.
     *
     * @throws ModelUnavailable while no directory is known
     */
    public DeviceProfile profile(String device) {
        if (missing != null) {
            throw new ModelUnavailable(missing, null);
        }
        return devices.getOrDefault(device, otherwise);
    }

    /** Whether the device is named; false while no directory is known. */
    public boolean names(String device) {
        return devices.containsKey(device);
    }

    /**
     * What the device sends, or null where nothing is stated.
     *
     * @throws ModelUnavailable while no directory is known
     */
    public PayloadSettings payload(String device) {
        if (missing == null && !anyPayload) {
            return null;
        }
        DeviceProfile profile = profile(device);
        return profile == null ? null : profile.payload();
    }

    /** How the device's single values become rows; null where each message is a row, and while no directory is known. */
    Assembly assembly(String device) {
        DeviceProfile profile = anyAssembly ? devices.getOrDefault(device, otherwise) : null;
        return profile == null ? null : profile.assembly();
    }

    /** The models that answer some device. */
    public Set<String> models() {
        return models;
    }

    /** The versions that devices are held to, by model. */
    public Map<String, Set<Integer>> versions() {
        return versions;
    }

    /** The profiles that calibrate some channel, or state a unit, by their place in the file. */
    Map<String, DeviceProfile> checked() {
        return checked;
    }

    public int size() {
        return devices.size();
    }
}
