package io.bactrian.kit;

import java.util.Locale;

/** Which brokers the tests run against: the system property {@value #PROPERTY}, or the first kind that this machine has. */
public final class Brokers {
    static final String PROPERTY = "bactrian.it.brokers";

    private enum Kind {
        CONTAINERS, MOSQUITTO, EMBEDDED
    }

    private record VersionSelection(Kind kind, String why) {
    }

    private final VersionSelection choice;

    private Brokers(VersionSelection choice) {
        this.choice = choice;
    }

    /** Chooses, and prints one line that says what and why. */
    public static Brokers first() {
        LogToConsole.hush();
        var brokers = new Brokers(choose(System.getProperty(PROPERTY, "first")));
        System.out
                .println("Brokers: " + brokers.choice.kind.name().toLowerCase(Locale.ROOT) + ", because " + brokers.choice.why);
        return brokers;
    }

    /** A new MQTT broker, not started, that has at most {@code maxInflight} messages on their way to one client where it can be told so. */
    public MqttBroker mqtt(int maxInflight) {
        return switch (choice.kind) {
            case CONTAINERS -> new ContainerBroker(maxInflight);
            case MOSQUITTO -> new MosquittoBroker(maxInflight);
            case EMBEDDED -> new EmbeddedBroker();
        };
    }

    /** A new Kafka broker, not started. */
    public KafkaBroker kafka() {
        return choice.kind == Kind.CONTAINERS ? new KafkaInContainer() : new KafkaProcess();
    }

    private static VersionSelection choose(String wanted) {
        var asked = "-D" + PROPERTY + "=" + wanted + " asks for them";
        return switch (wanted) {
            case "containers" -> new VersionSelection(Kind.CONTAINERS, asked);
            case "mosquitto" -> new VersionSelection(Kind.MOSQUITTO, asked);
            case "embedded" -> new VersionSelection(Kind.EMBEDDED, asked);
            case "first" -> firstHere();
            default -> throw new IllegalArgumentException(
                    "-D" + PROPERTY + "=" + wanted + ": expected containers, mosquitto, embedded or first");
        };
    }

    private static VersionSelection firstHere() {
        var noContainers = Containers.whyNot(ContainerBroker.IMAGE, KafkaInContainer.IMAGE);
        if (noContainers.isEmpty()) {
            return new VersionSelection(Kind.CONTAINERS, "a Docker daemon answers and has the images");
        }
        var mosquitto = MosquittoBroker.executable();
        return mosquitto.map(path -> new VersionSelection(Kind.MOSQUITTO, noContainers.get() + ", and " + path + " is there"))
                .orElseGet(() -> new VersionSelection(Kind.EMBEDDED,
                        noContainers.get() + " and there is no mosquitto on PATH or in /usr/sbin"));
    }
}
