package io.bactrian.ops;

import java.nio.file.Path;
import java.util.List;

/**
 * Why no model answers all devices.
 *
 * @param problem what is missing, and what may be done
 * @param remedy  a line to type that mends it
 */
record NoDefault(String problem, String remedy) {
    private static final String KEY = "bactrian.models.default";

    /**
     * @param deviceFile whether a device file says which model answers which device
     * @param chosen     the model that is to answer the others; null for none
     * @param there      the models in the folder
     * @return null where nothing is missing
     */
    static NoDefault of(Path dir, boolean deviceFile, String chosen, List<String> there) {
        if (there.isEmpty()) {
            return new NoDefault(dir + " holds no model: put a folder NAME/VERSION with model.onnx and model.yaml there"
                    + (chosen == null ? "" : ", NAME being " + chosen + " as " + KEY + " says"), Remedies.train(dir, chosen));
        }
        if (deviceFile || (chosen == null ? there.size() == 1 : there.contains(chosen))) {
            return null;
        }
        String choose = Remedies.set(KEY, there.get(0));
        return chosen == null
                ? new NoDefault("bactrian.devices.file and " + KEY + " are not set, and " + dir + " holds the models " + there
                        + ": set " + KEY + " to one of them, or bactrian.devices.file to a file that says which model answers "
                        + "which device", choose)
                : new NoDefault(KEY + " is '" + chosen + "', and " + dir + " holds " + there
                        + ": set it to one of these, or put that model there", choose);
    }
}
