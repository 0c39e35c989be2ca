package io.bactrian.kit;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * A place to test at: an MQTT broker of its own, the Kafka broker that all tests share, the packaged application between them, a fleet of
 * devices, and the books. Nothing runs until it is told to.
 */
public final class Site implements AutoCloseable {
    private static final Brokers BROKERS = Brokers.first();
    private static final KafkaBroker KAFKA = BROKERS.kafka();
    private static final int IN_FLIGHT = 1000;
    /** It starts with less of the processor's time so. */
    private static final String FIRST_COMPILER_ONLY = "-XX:TieredStopAtLevel=1";
    private static boolean kafkaStarted;

    private final String name;
    private final Ledger ledger = new Ledger();
    private final MqttBroker mqtt;
    private final Application application;
    private final Fleet fleet;
    private final KafkaTap tap;

    /** {@code devices} devices named {@code <name>-0} and on; {@code configure} adds to the application's configuration. */
    public Site(String name, int devices, UnaryOperator<Application> configure) {
        this(name, devices, IN_FLIGHT, configure);
    }

    /** One whose devices send these rows. */
    public Site(String name, int devices, Rows rows, UnaryOperator<Application> configure) {
        this(name, devices, IN_FLIGHT, rows, configure);
    }

    /** One whose broker has at most {@code maxInflight} messages on their way to one client. */
    public Site(String name, int devices, int maxInflight, UnaryOperator<Application> configure) {
        this(name, devices, maxInflight, Rows.normal(), configure);
    }

    private Site(String name, int devices, int maxInflight, Rows rows, UnaryOperator<Application> configure) {
        this.name = name;
        mqtt = BROKERS.mqtt(maxInflight);
        startKafka();
        application = configure.apply(Application.between(mqtt, KAFKA).jvm(FIRST_COMPILER_ONLY));
        fleet = new Fleet(name, devices, mqtt.url(), ledger, rows);
        tap = KafkaTap.into(ledger, KAFKA);
    }

    public Site(String name, int devices) {
        this(name, devices, application -> application);
    }

    private static synchronized void startKafka() {
        if (!kafkaStarted) {
            KAFKA.start();
            kafkaStarted = true;
        }
    }

    /** As it runs in production: for measuring memory, latency or throughput. Its start takes longer. */
    public static Application optimized(Application application) {
        return application.jvm("-XX:TieredStopAtLevel=4");
    }

    /** Starts the MQTT broker, then the application, then connects the fleet. */
    public Site open() {
        mqtt.start();
        application.start();
        fleet.connect();
        return this;
    }

    public Ledger ledger() {
        return ledger;
    }

    public MqttBroker mqtt() {
        return mqtt;
    }

    public KafkaBroker kafka() {
        return KAFKA;
    }

    public Application application() {
        return application;
    }

    public Fleet fleet() {
        return fleet;
    }

    /** Stops the shared Kafka for the time of {@code meanwhile}. */
    public void withoutKafka(Runnable meanwhile) {
        KAFKA.stop();
        try {
            meanwhile.run();
        } finally {
            KAFKA.start();
        }
    }

    /** Waits for {@code condition} as long as the application lives. */
    public void await(String what, Duration atMost, BooleanSupplier condition) {
        application.process().await(what, atMost, condition);
    }

    /**
     * Waits until every id sent has an answer and a record in Kafka, and says what the books say. Gives up silently when none has come for
     * {@code still}.
     */
    public Report settle(Duration still) {
        Patience.whileItMoves(() -> ledger.answers() + ledger.samples(), still,
                () -> ledger.unanswered() == 0 && ledger.unsampled() == 0 || !application.process().alive());
        var report = ledger.report();
        System.out.println(name + ": " + report);
        return report;
    }

    @Override
    public void close() {
        fleet.close();
        application.close();
        tap.close();
        mqtt.close();
    }
}
