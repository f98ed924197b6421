"""Scores a job from standard input with onnxruntime on one thread."""

import json
import statistics
import sys
import time

import numpy as np
import onnxruntime

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
session = onnxruntime.InferenceSession(
    sys.argv[1], options, providers=["CPUExecutionProvider"]
)
job = json.load(sys.stdin)
images = [np.array(pixels, np.uint8).reshape(job["shape"]) for pixels in job["images"]]
scores, times = [], []
for pixels in [images[0], *images]:
    start = time.perf_counter()
    scores.append(float(session.run(["scores"], {"images": pixels})[0][0]))
    times.append(1000 * (time.perf_counter() - start))
print(json.dumps({"scores": scores[1:], "milliseconds": statistics.median(times[1:])}))
