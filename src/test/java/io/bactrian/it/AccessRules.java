package io.bactrian.it;

/**
 * Mosquitto's access control list: each device has its own level, {@code bactrian} answers all of them but below
 * {@link HostileDevice#DENIED}, {@code observer} listens.
 */
final class AccessRules {
    private AccessRules() {
    }

    /** @param denyInference whether nobody may publish on the hostile device's inference topic either */
    static String text(boolean denyInference) {
        return """
               user bactrian
               topic deny %s#
               %stopic readwrite devices/#
               topic write bactrian/models/+/events

               user observer
               topic read devices/#

               pattern readwrite devices/%%u/#
               """.formatted(HostileDevice.DENIED,
                denyInference ? "topic deny " + HostileDevice.OWN + "inference\n" : "");
    }
}
