package io.bactrian.kube;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.bactrian.enrich.DeviceDirectory;
import io.bactrian.enrich.DeviceProfile;

/** Makes the device directory of the objects that are known. */
final class DirectoryBuilder {
    private final String standard;

    /** @param standard the model of devices for which the cluster names none, and of those it does not have; null refuses both */
    DirectoryBuilder(String standard) {
        this.standard = standard;
    }

    /** @param problems what is wrong with devices, by kind and key */
    record Built(DeviceDirectory directory, Map<String, String> problems) {
    }

    /** Each device has its name in the cluster, {@code namespace/name}, and one of a single level where it is no other's. */
    Built build(Map<String, DeviceObject> devices, Map<String, ModelObject> models) {
        Map<String, DeviceProfile> profiles = new HashMap<>();
        Map<String, String> problems = new TreeMap<>();
        Map<String, String> owners = new HashMap<>();
        Set<String> shared = new HashSet<>();
        for (DeviceObject device : new TreeMap<>(devices).values()) {
            ModelObject model = device.modelKey() == null ? null : models.get(device.modelKey());
            Entry entry = model == null ? device.entry() : device.entry().over(model.entry());
            String answeredBy = entry.model() == null ? standard : entry.model();
            if (answeredBy == null) {
                problems.put("Device " + device.key(),
                        "no model answers it: annotate it, or its DeviceModel, with bactrian.io/model, or set "
                                + "bactrian.models.default");
                continue;
            }
            DeviceProfile profile = new DeviceProfile(answeredBy, entry.model() == null ? null : entry.version(),
                    entry.labels(), entry.channels(), model == null ? null : model.ranges(), device.key(), entry.payload(),
                    entry.assembly());
            profiles.put(device.key(), profile);
            String name = entry.device() == null ? device.name() : entry.device();
            String other = owners.putIfAbsent(name, device.key());
            if (other == null) {
                profiles.put(name, profile);
            } else {
                shared.add(name);
                problems.put("Device " + device.key(), "its name '" + name + "' is also that of " + other
                        + ": give one of them another by the annotation bactrian.io/device, or use topics of two levels");
            }
        }
        profiles.keySet().removeAll(shared);
        return new Built(new DeviceDirectory(profiles, standard == null ? null : new DeviceProfile(standard, null, null)),
                problems);
    }
}
