package io.bactrian.rollout;

/** Which devices a candidate answers first: the same ones on every JVM and at every start, and with a larger share still those. */
final class Canary {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private Canary() {
    }

    static boolean has(String device, double share) {
        return place(device) < share;
    }

    /** A place in [0, 1), even over the devices: FNV-1a of the UTF-16 code units, mixed by the finalizer of MurmurHash3. */
    static double place(String device) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < device.length(); i++) {
            hash = (hash ^ device.charAt(i)) * FNV_PRIME;
        }
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        hash ^= hash >>> 33;
        return (hash >>> 11) * 0x1p-53;
    }
}
