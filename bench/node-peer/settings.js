'use strict';

function required(name) {
    const value = process.env[name];
    if (!value) throw new Error(`${name} is not set; the benchmark sets it, see bench/README.md`);
    return value;
}

module.exports = Object.freeze({
    mqtt: required('PEER_MQTT'),
    kafka: required('PEER_KAFKA').split(','),
    modelFile: required('PEER_MODEL_FILE'),
    channels: required('PEER_CHANNELS').split(','),
    model: process.env.PEER_MODEL ?? 'pump-anomaly',
    version: process.env.PEER_VERSION ?? '1',
    window: Number(process.env.PEER_WINDOW ?? 30),
    maxBatch: Number(process.env.PEER_MAX_BATCH ?? 64),
    maxDevices: 10_000,
    receiveMaximum: 2048,
    samplesTopic: 'bactrian.samples',
});
