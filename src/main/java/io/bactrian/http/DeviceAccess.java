package io.bactrian.http;

import java.util.function.Supplier;

/**
 * Who may send a device's telemetry: whoever has that device's token, and an operator. Where no tokens of devices are configured:
 * whoever can reach a server that listens on loopback only, and otherwise an operator alone. Any thread.
 */
public final class DeviceAccess {
    /** The key of the configuration that names the file of tokens. */
    public static final String KEY = "bactrian.devices.tokens";

    private final Supplier<DeviceTokens> tokens;
    private final PartAccess access;

    /**
     * @param tokens   asked at each request; gives null where none are configured
     * @param operators who may send for any device
     * @param host     where the server listens
     * @param loopback whether that is reached from this machine only
     */
    public DeviceAccess(Supplier<DeviceTokens> tokens, ControlAccess operators, String host, boolean loopback) {
        this.tokens = tokens;
        this.access = new PartAccess("telemetry over HTTP is closed", KEY, operators, host, loopback);
    }

    /** Why nobody may, and which key changes that; null where somebody may. */
    public String closed() {
        return access.closed(tokens.get() != null);
    }

    /** @throws ApiProblem for who may not */
    public void check(String device, String authorization) throws ApiProblem {
        DeviceTokens known = tokens.get();
        access.check(known != null, known != null && known.allow(device, authorization), authorization,
                KEY + " for this device");
    }
}
