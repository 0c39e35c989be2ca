'use strict';

const net = require('net');
const { Kafka, logLevel } = require('kafkajs');

/** Samples to Kafka: acks=all, idempotent, one request at a time; what gathers meanwhile is the next batch. */
class SampleWriter {
    constructor(brokers, topic) {
        const kafka = new Kafka({
            clientId: 'node-peer', brokers, logLevel: logLevel.WARN,
            socketFactory: ({ host, port, onConnect }) => net.connect({ host, port, noDelay: true }, onConnect),
        });
        this.topic = topic;
        this.producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false });
        this.pending = [];
        this.next = null;
        this.sending = false;
    }

    connect() {
        return this.producer.connect();
    }

    add(record) {
        this.pending.push(record);
    }

    /** Resolves when Kafka has every record added before this call. */
    flushed() {
        if (this.next === null) {
            let settle;
            const promise = new Promise((resolve, reject) => (settle = { resolve, reject }));
            this.next = { promise, ...settle };
        }
        const { promise } = this.next;
        if (!this.sending) this.send();
        return promise;
    }

    async send() {
        this.sending = true;
        while (this.next !== null) {
            const { resolve, reject } = this.next;
            const messages = this.pending;
            this.next = null;
            this.pending = [];
            try {
                await this.producer.send({ topic: this.topic, acks: -1, messages });
                resolve();
            } catch (error) {
                reject(error);
            }
        }
        this.sending = false;
    }

    close() {
        return this.producer.disconnect();
    }
}

module.exports = { SampleWriter };
