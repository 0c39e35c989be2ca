'use strict';

// Inference of the Open Inference Protocol V2 over HTTP as a careful Node.js engineer would write it: JSON and the binary
// extension for FP32, one ONNX session a model, requests that wait for one model and one shape in one batch.

const fastify = require('fastify');
const { InferenceSession, Tensor } = require('onnxruntime-node');

const PORT = Number(process.env.PEER_PORT);
const MODELS = JSON.parse(process.env.PEER_MODELS);
const MAX_BATCH = Number(process.env.PEER_MAX_BATCH ?? 32);
const HEADER = 'inference-header-content-length';
const models = new Map();

class Model {
    constructor(session, batches) {
        this.session = session;
        this.batches = batches;
        this.queue = [];
        this.running = false;
    }

    infer(input) {
        return new Promise((resolve, reject) => {
            this.queue.push({ input, resolve, reject });
            if (!this.running) {
                this.running = true;
                setImmediate(() => this.run());
            }
        });
    }

    async run() {
        while (this.queue.length > 0) {
            const batch = this.queue.splice(0, this.batches ? MAX_BATCH : 1);
            try {
                await this.runBatch(batch);
            } catch (error) {
                batch.forEach(one => one.reject(error));
            }
        }
        this.running = false;
    }

    async runBatch(batch) {
        const first = batch[0].input;
        const rows = batch.reduce((sum, one) => sum + one.input.shape[0], 0);
        let data = first.data;
        if (batch.length > 1) {
            data = new Float32Array(rows * (first.data.length / first.shape[0]));
            let offset = 0;
            for (const one of batch) {
                data.set(one.input.data, offset);
                offset += one.input.data.length;
            }
        }
        const results = await this.session.run({ [first.name]: new Tensor('float32', data, [rows, ...first.shape.slice(1)]) });
        let row = 0;
        for (const one of batch) {
            const outputs = this.session.outputNames.map(name => slice(name, results[name], row, one.input.shape[0], rows));
            row += one.input.shape[0];
            one.resolve(outputs);
        }
    }
}

function slice(name, tensor, from, count, rows) {
    const width = tensor.data.length / rows;
    return { name, type: tensor.type, shape: [count, ...tensor.dims.slice(1)], data: tensor.data.subarray(from * width, (from + count) * width) };
}

const DATATYPES = { float32: 'FP32', int64: 'INT64', bool: 'BOOL' };

function jsonOutput(output) {
    const data = output.type === 'int64' ? Array.from(output.data, Number) : Array.from(output.data);
    return { name: output.name, datatype: DATATYPES[output.type], shape: output.shape, data };
}

function parse(request) {
    const length = request.headers[HEADER];
    if (length === undefined) {
        const input = JSON.parse(request.body).inputs[0];
        return { name: input.name, shape: input.shape, data: Float32Array.from(input.data) };
    }
    const header = JSON.parse(request.body.subarray(0, Number(length)));
    const input = header.inputs[0];
    const bytes = request.body.subarray(Number(length));
    const copy = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    return { name: input.name, shape: input.shape, data: new Float32Array(copy), binary: header.parameters?.binary_data_output };
}

function binaryReply(reply, model, outputs) {
    const described = outputs.map(output => ({ name: output.name, datatype: DATATYPES[output.type], shape: output.shape,
        parameters: { binary_data_size: output.data.byteLength } }));
    const header = Buffer.from(JSON.stringify({ model_name: model, model_version: '1', outputs: described }));
    const parts = outputs.map(output => Buffer.from(output.data.buffer, output.data.byteOffset, output.data.byteLength));
    return reply.header('Inference-Header-Content-Length', header.length).type('application/octet-stream')
            .send(Buffer.concat([header, ...parts]));
}

async function main() {
    for (const [name, { file, batches }] of Object.entries(MODELS)) {
        const session = await InferenceSession.create(file, { intraOpNumThreads: 1, interOpNumThreads: 1 });
        models.set(name, new Model(session, batches));
    }
    const server = fastify({ bodyLimit: 16 << 20 });
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => done(null, body));
    server.get('/v2/health/ready', async () => ({ ready: true }));
    server.post('/v2/models/:model/infer', async (request, reply) => {
        const model = models.get(request.params.model);
        if (model === undefined) return reply.code(404).send({ error: `unknown model ${request.params.model}` });
        let input;
        try {
            input = parse(request);
        } catch (error) {
            return reply.code(400).send({ error: error.message });
        }
        if (input.data.length !== input.shape.reduce((a, b) => a * b, 1)) {
            return reply.code(400).send({ error: 'data does not fit its shape' });
        }
        const outputs = await model.infer(input);
        return input.binary ? binaryReply(reply, request.params.model, outputs)
            : reply.send({ model_name: request.params.model, model_version: '1', outputs: outputs.map(jsonOutput) });
    });
    await server.listen({ host: '127.0.0.1', port: PORT });
}

main().catch(error => {
    console.error(error);
    process.exit(1);
});
