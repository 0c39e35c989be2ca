package io.bactrian.spool.camel;

import java.time.Duration;

import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

import io.bactrian.spool.Spool;
import io.bactrian.spool.Spools;

/**
 * {@code spool:name}: a durable, bounded store-and-forward queue. As producer it stores the body (byte[], or String as
 * UTF-8) and the headers that are String or byte[], and completes when that is on disk. As consumer it sends one exchange
 * a batch, whose body is a {@code List<Message>} and whose header {@value #RECORDS} counts it; a batch that fails is
 * retried, the same records in order, after 0.5 s doubling to 30 s, until it succeeds; a record that its destination refuses
 * is isolated, and given up after a few tries. With {@code exchangePerRecord} each record is an exchange of its own.
 */
@UriEndpoint(firstVersion = "0.1.0", scheme = "spool", title = "Spool", syntax = "spool:name", category = {
    Category.MESSAGING})
public class SpoolEndpoint extends DefaultEndpoint {
    /** Header: records in the batch, Integer. */
    public static final String RECORDS = "CamelSpoolRecords";

    /** Exchange property: name of the spool the record came from, String. What such an exchange stores there again is taken by a full spool too. */
    public static final String DELIVERING = "CamelSpoolDelivering";
    /** Exchange property: ms to wait before the next batch, Long; of the exchanges of one batch the least holds. */
    public static final String PAUSE = "CamelSpoolPause";
    /** Exchange property on the way to {@code refused}: why the record was refused, String. */
    public static final String REASON = "CamelSpoolReason";
    @UriPath
    @Metadata(required = true)
    private final String name;
    @UriParam(label = "consumer", defaultValue = "500")
    private int batchSize = 500;
    @UriParam(label = "consumer", defaultValue = "1048576")
    private long batchBytes = 1 << 20;
    @UriParam(label = "consumer", defaultValue = "0", javaType = "java.time.Duration")
    private Duration delay = Duration.ZERO;
    @UriParam(label = "consumer", defaultValue = "false")
    private boolean exchangePerRecord;
    @UriParam(label = "consumer")
    private String refused;
    @UriParam
    private Long maxBytes;
    @UriParam(enums = "block,drop-oldest,drop-newest,reject")
    private String overflowPolicy;
    private final Spools spools;
    private final DeliveryFailures failures;
    private final StoreListener listener;
    private volatile Spool spool;

    SpoolEndpoint(String uri, SpoolComponent component, String name, Spools spools, DeliveryFailures failures,
            StoreListener listener) {
        super(uri, component);
        this.name = name;
        this.spools = spools;
        this.failures = failures;
        this.listener = listener;
    }

    @Override
    public Producer createProducer() {
        return new SpoolProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        var consumer = new SpoolConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        spool = spools.acquire(name);
    }

    @Override
    protected void doStop() throws Exception {
        if (spool != null) {
            spool = null;
            spools.release(name);
        }
        super.doStop();
    }

    DeliveryFailures failures() {
        return failures;
    }

    StoreListener listener() {
        return listener;
    }

    /** The open spool, while the endpoint is started. */
    Spool spool() {
        return spool;
    }

    public String getName() {
        return name;
    }

    public int getBatchSize() {
        return batchSize;
    }

    /** Most records a batch, more than 0. */
    public void setBatchSize(int batchSize) {
        this.batchSize = positive("batchSize", batchSize).intValue();
    }

    public long getBatchBytes() {
        return batchBytes;
    }

    /** Most encoded bytes a batch, unless one record has more. */
    public void setBatchBytes(long batchBytes) {
        this.batchBytes = positive("batchBytes", batchBytes).longValue();
    }

    public Duration getDelay() {
        return delay;
    }

    /** A record is handed out no sooner than this after it was stored. */
    public void setDelay(Duration delay) {
        this.delay = delay;
    }

    public boolean isExchangePerRecord() {
        return exchangePerRecord;
    }

    /** Whether each record is an exchange of its own, with its body and headers; then a batch is the number that run at once. */
    public void setExchangePerRecord(boolean exchangePerRecord) {
        this.exchangePerRecord = exchangePerRecord;
    }

    public String getRefused() {
        return refused;
    }

    /** The endpoint for a record that its destination refuses permanently, one exchange each; without one it is dropped. */
    public void setRefused(String refused) {
        this.refused = refused;
    }

    public Long getMaxBytes() {
        return maxBytes;
    }

    /** Most encoded bytes stored and not acknowledged, instead of the application's setting. */
    public void setMaxBytes(Long maxBytes) {
        this.maxBytes = positive("maxBytes", maxBytes).longValue();
    }

    public String getOverflowPolicy() {
        return overflowPolicy;
    }

    /** {@code block}, {@code drop-oldest}, {@code drop-newest} or {@code reject}, instead of the application's setting. */
    public void setOverflowPolicy(String overflowPolicy) {
        this.overflowPolicy = overflowPolicy;
    }

    private Number positive(String option, Number value) {
        if (value.longValue() <= 0) {
            throw new IllegalArgumentException(
                    "spool '" + name + "': " + option + " is " + value + ", expected more than 0: correct the URI");
        }
        return value;
    }
}
