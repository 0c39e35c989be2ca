"""Inference of the Open Inference Protocol V2 by KServe's own Python server, one ONNX session a model, as its documentation shows a custom model."""
import json
import os

import onnxruntime
from kserve import InferOutput, InferResponse, Model, ModelServer


class OnnxModel(Model):
    def __init__(self, name, file):
        super().__init__(name)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
        self.outputs = [output.name for output in self.session.get_outputs()]
        self.ready = True

    def predict(self, payload, headers=None, response_headers=None):
        inputs = {given.name: given.as_numpy() for given in payload.inputs}
        outputs = []
        for name, value in zip(self.outputs, self.session.run(self.outputs, inputs)):
            datatype = {"float32": "FP32", "int64": "INT64", "bool": "BOOL"}[value.dtype.name]
            output = InferOutput(name=name, shape=list(value.shape), datatype=datatype)
            output.set_data_from_numpy(value, binary_data=payload.use_binary_outputs)
            outputs.append(output)
        return InferResponse(response_id=payload.id or "", model_name=self.name, infer_outputs=outputs,
                             use_binary_outputs=payload.use_binary_outputs, requested_outputs=payload.request_outputs)


if __name__ == "__main__":
    models = [OnnxModel(name, model["file"]) for name, model in json.loads(os.environ["PEER_MODELS"]).items()]
    ModelServer(http_port=int(os.environ["PEER_PORT"]), grpc_port=int(os.environ["PEER_GRPC_PORT"]), workers=1,
                enable_docs_url=False, enable_latency_logging=False).start(models)
