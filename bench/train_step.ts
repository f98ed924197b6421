/**
 * Times training steps of DAAD op by op and prints JSON, as `torch_step.py` does for PyTorch.
 *
 * Run: `deno run -A bench/train_step.ts --case train-256 --samples 20 --warmup 5`
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { parseArgs } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../lib/backend/backend.ts";
import { resolveDaadConfig } from "../lib/daad/config.ts";
import { generator } from "../lib/daad/generator.ts";
import { reconstructionLoss } from "../lib/daad/losses.ts";
import { Adam, gradients } from "../lib/nn/adam.ts";
import { Parameters } from "../lib/nn/parameters.ts";
import { Random } from "../lib/random.ts";

/** Sizes of the cases, the same as in `torch_step.py`. */
const CASES = {
  "train-256": { imageSize: 256, batch: 8, temperature: 0.03 },
  "train-128": { imageSize: 128, batch: 8, temperature: 0.03 },
  "train-32": { imageSize: 32, batch: 64, temperature: 0.05 },
};

const { values } = parseArgs({
  options: {
    case: { type: "string", default: "train-256" },
    samples: { type: "string", default: "20" },
    warmup: { type: "string", default: "5" },
  },
});
if (!(values.case in CASES)) {
  console.error(`--case: expected one of ${Object.keys(CASES).join(", ")}, found ${values.case}`);
  Deno.exit(2);
}
const { imageSize, batch, temperature } = CASES[values.case as keyof typeof CASES];
const backend = await useBackend();
const facts = { imageSize, channels: 3, trainingImages: 200 } as const;
const config = resolveDaadConfig({ temperature }, facts, "bench");
const parameters = new Parameters();
const network = generator({ parameters, random: new Random(0) }, config);
const variables = parameters.trainables();
const adam = new Adam(variables);
const images = tf.randomUniform([batch, imageSize, imageSize, 3], -1, 1, "float32", 1);

/** Milliseconds of one step, the loss read back included. */
async function timeStep(step: number): Promise<number> {
  const started = performance.now();
  const loss = tf.tidy(() => {
    const x = images as tf.Tensor4D;
    const loss = () => reconstructionLoss(x, network.reconstruct(x, "train"), "mse");
    const result = gradients(loss, variables);
    adam.apply(result.gradients, adam.rates(1e-3, step));
    return result.value;
  });
  await loss.data();
  loss.dispose();
  return performance.now() - started;
}

const warmup = Number(values.warmup);
const times: number[] = [];
for (let step = 1; step <= warmup + Number(values.samples); step++) {
  const milliseconds = await timeStep(step);
  if (step > warmup) times.push(milliseconds);
}
times.sort((a, b) => a - b);
console.log(JSON.stringify({
  case: values.case,
  variant: "eager",
  median_ms: times[times.length >> 1],
  min_ms: times[0],
  max_ms: times.at(-1),
  samples: times.length,
  backend: backend.description,
}));
