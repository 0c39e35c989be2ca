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
    private final ControlAccess operators;
    private final String host;
    private final boolean loopback;

    /**
     * @param tokens   asked at each request; gives null where none are configured
     * @param operators who may send for any device
     * @param host     where the server listens
     * @param loopback whether that is reached from this machine only
     */
    public DeviceAccess(Supplier<DeviceTokens> tokens, ControlAccess operators, String host, boolean loopback) {
        this.tokens = tokens;
        this.operators = operators;
        this.host = host;
        this.loopback = loopback;
    }

    /** Why nobody may, and which key changes that; null where somebody may. */
    public String closed() {
        return tokens.get() == null && !operators.isOn() && !loopback
                ? "telemetry over HTTP is closed: it listens on " + host + ", and " + KEY + " is not set"
                : null;
    }

    /** @throws ApiProblem for who may not */
    public void check(String device, String authorization) throws ApiProblem {
        String closed = closed();
        if (closed != null) {
            throw ApiProblem.closed(closed);
        }
        DeviceTokens known = tokens.get();
        boolean open = known == null && loopback;
        boolean own = known != null && known.allow(device, authorization);
        if (!open && !own && !operators.allows(authorization)) {
            throw ApiProblem.unauthorised(KEY + " for this device");
        }
    }
}
