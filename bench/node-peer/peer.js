'use strict';

// The same work as the edge service under the same guarantee, as a careful Node.js engineer would write it:
// telemetry in (QoS 1, persistent session), window, ONNX in dynamic batches, answer out (QoS 1), sample to Kafka;
// the telemetry message is acknowledged after the broker has the answer and Kafka has the sample.

const mqtt = require('mqtt');
const { InferenceSession, Tensor } = require('onnxruntime-node');
const { SampleWriter } = require('./samples');
const { Windows } = require('./windows');
const settings = require('./settings');

const DEFERRED = { reason: 'acknowledged later' };
const WIDTH = settings.channels.length;

const queue = [];
const windows = new Windows(settings.window, WIDTH, settings.maxDevices);
const samples = new SampleWriter(settings.kafka, settings.samplesTopic);
let session;
let client;
let inferring = false;

/** The channels in the model's order, or an error text. */
function row(telemetry) {
    const values = telemetry.values;
    if (values === null || typeof values !== 'object') return 'values: expected an object of numbers';
    const row = new Array(WIDTH);
    for (let i = 0; i < WIDTH; i++) {
        const value = values[settings.channels[i]];
        if (!Number.isFinite(value)) return `channel ${settings.channels[i]}: expected a finite number`;
        row[i] = value;
    }
    return row;
}

function publish(device, answer) {
    return new Promise((resolve, reject) => {
        client.publish(`devices/${device}/inference`, JSON.stringify(answer), { qos: 1 },
                error => (error ? reject(error) : resolve()));
    });
}

function acknowledge(messages) {
    for (const message of messages) {
        client._sendPacket({ cmd: 'puback', messageId: message.messageId, reasonCode: 0 });
    }
}

function answerAlone(message, answer) {
    publish(message.device, answer).then(() => acknowledge([message])).catch(fail);
}

function receive(packet) {
    const device = packet.topic.split('/')[1];
    const message = { device, messageId: packet.messageId, telemetry: null, input: null };
    let values;
    try {
        message.telemetry = JSON.parse(packet.payload);
        values = row(message.telemetry);
    } catch (error) {
        values = `not JSON: ${error.message}`;
    }
    const id = message.telemetry?.id;
    if (typeof values === 'string') {
        answerAlone(message, { id, device, error: { code: 'bad-input', message: values } });
        return;
    }
    const window = windows.add(device, values);
    if (!window.full) {
        answerAlone(message, { id, device, state: 'warming', count: window.count });
        return;
    }
    message.input = window.copy();
    queue.push(message);
    if (!inferring) {
        inferring = true;
        setImmediate(infer);
    }
}

/** One run at a time; whatever arrived meanwhile is the next batch. */
async function infer() {
    try {
        while (queue.length > 0) {
            const batch = queue.splice(0, settings.maxBatch);
            const size = settings.window * WIDTH;
            const data = new Float32Array(batch.length * size);
            batch.forEach((message, i) => data.set(message.input, i * size));
            const input = new Tensor('float32', data, [batch.length, settings.window, WIDTH]);
            const results = await session.run({ [session.inputNames[0]]: input });
            complete(batch, results.score.data, results.anomaly.data);
        }
    } catch (error) {
        fail(error);
    } finally {
        inferring = false;
    }
}

function complete(batch, scores, anomalies) {
    const done = [];
    const records = [];
    for (let i = 0; i < batch.length; i++) {
        const { device, telemetry } = batch[i];
        const score = scores[i];
        const anomaly = Boolean(Number(anomalies[i]));
        const outputs = { score, anomaly };
        done.push(publish(device, {
            id: telemetry.id, device, ts: telemetry.ts, model: settings.model, version: settings.version,
            label: anomaly ? 'anomaly' : 'normal', score, outputs,
        }));
        records.push(sample(batch[i], outputs));
    }
    done.push(samples.write(records));
    Promise.all(done).then(() => acknowledge(batch)).catch(fail);
}

function sample({ device, telemetry, input }, outputs) {
    return {
        key: device,
        value: JSON.stringify({
            device, model: settings.model, version: settings.version, telemetry,
            input: {
                name: session.inputNames[0], datatype: 'FP32', shape: [1, settings.window, WIDTH],
                data: Buffer.from(input.buffer, input.byteOffset, input.byteLength).toString('base64'),
            },
            outputs,
        }),
        headers: {
            ce_specversion: '1.0', ce_id: telemetry.id, ce_source: `/devices/${device}`, ce_type: 'io.bactrian.sample.v1',
            ce_time: new Date(telemetry.ts).toISOString(), 'content-type': 'application/json',
        },
    };
}

function fail(error) {
    console.error(error);
    process.exit(1);
}

async function main() {
    session = await InferenceSession.create(settings.modelFile, {
        intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential', graphOptimizationLevel: 'all',
    });
    await samples.connect();
    client = mqtt.connect(settings.mqtt, {
        protocolVersion: 5, clientId: 'node-peer', clean: false, resubscribe: false, keepalive: 30,
        properties: { sessionExpiryInterval: 3600, receiveMaximum: settings.receiveMaximum },
    });
    // mqtt.js reads no further packet until this callback is called, and sends the PUBACK itself unless it gets an error.
    client.handleMessage = (packet, callback) => {
        callback(DEFERRED);
        receive(packet);
    };
    client.on('connect', () => {
        client.stream.setNoDelay(true);
        client.subscribe('devices/+/telemetry', { qos: 1 }, error => error && fail(error));
    });
    client.on('error', error => console.error(error));
    for (const signal of ['SIGTERM', 'SIGINT']) {
        process.once(signal, () => client.end(false, () => samples.close().then(() => process.exit(0))));
    }
}

main().catch(fail);
