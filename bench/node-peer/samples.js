'use strict';

const net = require('net');
const { setTimeout } = require('timers/promises');
const { Kafka, Partitioners, logLevel } = require('kafkajs');

const LINGER_MS = 5;
const MOST_RECORDS = 300; // of about 2 kB: kafkajs sends a partition's share as one batch, which must stay under message.max.bytes

/**
 * Samples to Kafka: acks=all, idempotent, one request at a time. Like the Java producer, it waits 5 ms for company before a request that
 * is not full; what gathers while one is under way goes with the next.
 */
class SampleWriter {
    constructor(brokers, topic) {
        const kafka = new Kafka({
            clientId: 'node-peer', brokers, logLevel: logLevel.WARN,
            socketFactory: ({ host, port, onConnect }) => net.connect({ host, port, noDelay: true }, onConnect),
        });
        this.topic = topic;
        this.producer = kafka.producer({
            idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false, createPartitioner: Partitioners.DefaultPartitioner,
        });
        this.waiting = [];
        this.records = 0;
        this.sending = false;
    }

    connect() {
        return this.producer.connect();
    }

    /** Resolves when Kafka has the records, at most {@link MOST_RECORDS} of them. */
    write(records) {
        return new Promise((resolve, reject) => {
            this.waiting.push({ records, resolve, reject });
            this.records += records.length;
            if (!this.sending) {
                this.sending = true;
                this.send();
            }
        });
    }

    async send() {
        while (this.waiting.length > 0) {
            if (this.records < MOST_RECORDS) await setTimeout(LINGER_MS);
            const batches = this.take();
            try {
                await this.producer.send({ topic: this.topic, acks: -1, messages: batches.flatMap(batch => batch.records) });
                batches.forEach(batch => batch.resolve());
            } catch (error) {
                batches.forEach(batch => batch.reject(error));
            }
        }
        this.sending = false;
    }

    take() {
        let count = 0;
        let records = 0;
        while (count < this.waiting.length && (count === 0 || records + this.waiting[count].records.length <= MOST_RECORDS)) {
            records += this.waiting[count++].records.length;
        }
        this.records -= records;
        return this.waiting.splice(0, count);
    }

    close() {
        return this.producer.disconnect();
    }
}

module.exports = { SampleWriter };
