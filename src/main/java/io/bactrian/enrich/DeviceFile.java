package io.bactrian.enrich;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/**
 * The device directory in a YAML file, read again when it changes. A file that cannot be read leaves what was read before in
 * place and says why. {@link #directory()} from any thread; {@link #refresh()} from one.
 */
public final class DeviceFile {
    private static final Logger LOG = Logger.getLogger(DeviceFile.class);
    private static final ObjectMapper YAML = YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final ObjectReader PROFILE = YAML.readerFor(DeviceProfile.class);

    private record Contents(JsonNode unnamed, Map<String, DeviceProfile> devices) {
    }

    private final Path file;
    private volatile DeviceDirectory directory;
    private volatile String problem;
    private byte[] seen;

    /** @throws IOException naming what is wrong with the file */
    public DeviceFile(Path file) throws IOException {
        this.file = file;
        this.seen = Files.readAllBytes(file);
        this.directory = parse(seen);
    }

    /** A directory without a file, which never changes. */
    public DeviceFile(DeviceDirectory directory) {
        this.file = null;
        this.directory = directory;
    }

    public DeviceDirectory directory() {
        return directory;
    }

    /** Why the file as it is now is not in use, or null. */
    public String problem() {
        return problem;
    }

    /** Looks whether the file has changed and, where it can be read, puts it in use. */
    public void refresh() {
        if (file == null) {
            return;
        }
        try {
            byte[] now = Files.readAllBytes(file);
            if (Arrays.equals(now, seen)) {
                return;
            }
            seen = now;
            directory = parse(now);
            problem = null;
            LOG.infof("Device directory %s read again: %d devices", file, directory.size());
        } catch (IOException e) {
            if (!e.toString().equals(problem)) {
                LOG.errorf("Device directory: %s. The one read before stays in use.", e.getMessage());
            }
            problem = e.toString();
        }
    }

    private DeviceDirectory parse(byte[] text) throws IOException {
        try {
            JsonNode root = YAML.readTree(text);
            Map<String, DeviceProfile> devices = root.has("devices")
                    ? YAML.readerForMapOf(DeviceProfile.class).readValue(root.get("devices"))
                    : Map.of();
            root.fieldNames().forEachRemaining(this::known);
            JsonNode otherwise = root.path("default");
            if (otherwise.isMissingNode()) {
                throw new IllegalArgumentException(
                        "default is missing; expected {model: NAME} for devices not named here, or refuse");
            }
            return new DeviceDirectory(devices, otherwise.asText().equals("refuse") ? null : PROFILE.readValue(otherwise));
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage().lines().findFirst().orElse("cannot be read"), e);
        }
    }

    private void known(String key) {
        if (!key.equals("default") && !key.equals("devices")) {
            throw new IllegalArgumentException("'" + key + "' is not known; expected default and devices");
        }
    }
}
