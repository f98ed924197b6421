"""Checks exported models and runs them: the counterpart of run_tfjs.ts."""

import sys

import numpy as np
import onnx
import onnxruntime

images, shape, *folders = sys.argv[1:]
pixels = np.fromfile(images, np.uint8).reshape([int(size) for size in shape.split(",")])
for folder in folders:
    path = f"{folder}/onnx/model.onnx"
    onnx.checker.check_model(path, full_check=True)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    for name, values in zip(names, session.run(names, {"images": pixels})):
        values.astype("<f4").tofile(f"{folder}/{name}.bin")
