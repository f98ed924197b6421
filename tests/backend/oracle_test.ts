/** Every op that the models use, forward and gradient, against tfjs's plain JavaScript backend. */
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../lib/backend/backend.ts";
import { extendMap } from "../../lib/detector/define/crop.ts";
import { dirichletScores } from "../../lib/methods/geotrans/score.ts";
import { hardShrink } from "../../lib/methods/memae/memory.ts";
import { maxPool3 } from "../../lib/nn/backbones/pooling.ts";
import { batchNorm } from "../../lib/nn/layers/batch_norm.ts";
import { everyNth } from "../../lib/nn/ops/every_nth.ts";
import { gatherRows } from "../../lib/nn/ops/gather_rows.ts";
import { logSoftmax } from "../../lib/nn/ops/log_softmax.ts";
import { maxPool2 } from "../../lib/nn/ops/max_pool.ts";
import { upsample2 } from "../../lib/nn/ops/upsample.ts";
import { upsampleBilinear2 } from "../../lib/nn/ops/upsample_bilinear.ts";
import { upsampledConv2d } from "../../lib/nn/ops/upsampled_conv.ts";
import { sumOfSquares } from "../../lib/nn/optimisers/weight_decay.ts";
import { Parameters } from "../../lib/nn/variables/parameters.ts";
import { Random } from "../../lib/random.ts";
import { findMethod } from "../../lib/registry/registry.ts";
import { testedBackends, testOn } from "../backends/present.ts";
import { assertClose } from "../close.ts";
import { trains } from "../methods/trains.ts";
import { noLeak } from "../no_leak.ts";
import { scoredValues } from "../scored_values.ts";
import { testImages } from "../test_images.ts";
import { TOLERANCE } from "../tolerances.ts";
import { useDrawnWeights } from "../weights.ts";

/** Every method with every variant that calls other ops. */
const MODELS: [string, Record<string, unknown>][] = [
  ["daad_plus", { levels: 2, baseWidth: 4, reconstructionLoss: "l2" }],
  ["ae", { levels: 2, baseWidth: 4, skips: "plain" }],
  ["vae", { baseWidth: 4, hidden: 8, codeSize: 4, score: "elbo", likelihood: "gaussian" }],
  ["vae", { network: "pyramid", baseWidth: 4, codeSize: 4, score: "bce" }],
  ["memae", { widths: [4, 8], items: 8, activation: "relu" }],
  ["memae", { widths: [4, 8, 8, 8, 8], items: 8, similarity: "dot", queries: "whole" }],
  ["aesc", { levels: 2, baseWidth: 4 }],
  ["ganomaly", { baseWidth: 4, distance: "l1" }],
  ["skip_ganomaly", { baseWidth: 4 }],
  ["anogan", { baseWidth: 4, search: { steps: 1 } }],
  ["adgan", { baseWidth: 4, search: { seeds: 1, rounds: 1 } }],
  ["ocgan", { baseWidth: 4, discriminatorWidth: 4 }],
  ["favae", { backbone: "squeezenet1_1", baseWidth: 4, latent: 4 }],
  ["spade", { backbone: "efficientnet_lite0", pixelNeighbours: 2, crop: 16 }],
  ["maha", { backbone: "efficientnet_lite0" }],
  ["cavga", { backbone: "squeezenet1_1", latent: 4, discriminatorWidth: 4 }],
  ["geotrans", { imageSize: 8, widen: 1, batchSize: 144, score: "simplified" }],
  ["arnet", { levels: 2, baseWidth: 4 }],
  [
    "aesc",
    {
      ...{ levels: 2, baseWidth: 4, dropout: [0.1, 0.2] },
      score: { map: "uncertainty", norm: "linf", passes: 2 },
    },
  ],
];

/** Methods that refuse WebGPU: they read tensors while they score, which WebGPU cannot do. */
const READ_AT_ONCE = ["spade", "maha"];

type Tensors = readonly tf.Tensor[];

/** One op: its inputs' shapes and how it is applied. */
interface Case {
  readonly name: string;
  readonly shapes: readonly number[][];
  /** The range of the drawn values; default −1 to 1. */
  readonly range?: readonly [number, number];
  readonly apply: (inputs: Tensors) => tf.Tensor;
  /** Whether the gradient is left out: it does not exist, or no model takes it. */
  readonly forwardOnly?: boolean;
}

const map: readonly number[] = [2, 8, 8, 3];

const CASES: Case[] = [
  {
    name: "conv2d 4×4 stride 2",
    shapes: [[...map], [4, 4, 3, 5]],
    apply: ([x, k]) => tf.conv2d(x as tf.Tensor4D, k as tf.Tensor4D, 2, "same"),
  },
  {
    name: "conv2d 1×1",
    shapes: [[...map], [1, 1, 3, 1]],
    apply: ([x, k]) => tf.conv2d(x as tf.Tensor4D, k as tf.Tensor4D, 1, "same"),
  },
  {
    name: "conv2d valid (smoothing)",
    shapes: [[2, 12, 12, 1], [5, 1, 1, 1]],
    apply: ([x, k]) => tf.conv2d(x as tf.Tensor4D, k as tf.Tensor4D, 1, "valid"),
  },
  {
    name: "conv2dTranspose 4×4 stride 2",
    shapes: [[2, 4, 4, 5], [4, 4, 3, 5]],
    apply: ([x, k]) =>
      tf.conv2dTranspose(x as tf.Tensor4D, k as tf.Tensor4D, [2, 8, 8, 3], 2, "same"),
  },
  {
    name: "batchNorm with given statistics",
    shapes: [[...map], [3], [3]],
    apply: ([x, beta, gamma]) =>
      tf.batchNorm4d(
        x as tf.Tensor4D,
        [0, 0.1, -0.2],
        [1, 2, 0.5],
        beta as tf.Tensor1D,
        gamma as tf.Tensor1D,
        1e-5,
      ),
  },
  { name: "leakyRelu", shapes: [[...map]], apply: ([x]) => tf.leakyRelu(x!, 0.2) },
  { name: "relu", shapes: [[...map]], apply: ([x]) => tf.relu(x!) },
  { name: "abs", shapes: [[...map]], apply: ([x]) => tf.abs(x!) },
  {
    name: "conv2d 3×3 stride 1 and 5×5 stride 2",
    shapes: [[...map], [3, 3, 3, 4], [5, 5, 4, 2]],
    apply: ([x, k, l]) =>
      tf.conv2d(
        tf.conv2d(x as tf.Tensor4D, k as tf.Tensor4D, 1, "same"),
        l as tf.Tensor4D,
        2,
        "same",
      ),
  },
  {
    name: "conv2dTranspose 3×3 and 5×5 stride 2",
    shapes: [[2, 4, 4, 5], [3, 3, 3, 5], [5, 5, 2, 3]],
    apply: ([x, k, l]) =>
      tf.conv2dTranspose(
        tf.conv2dTranspose(x as tf.Tensor4D, k as tf.Tensor4D, [2, 8, 8, 3], 2, "same"),
        l as tf.Tensor4D,
        [2, 16, 16, 2],
        2,
        "same",
      ),
  },
  {
    name: "a gradient of a convolution's input, differentiated again",
    shapes: [[...map], [3, 3, 3, 4]],
    apply: ([x, k]) =>
      tf.grad((x) => tf.sum(tf.square(tf.conv2d(x as tf.Tensor4D, k as tf.Tensor4D, 2, "same"))))(
        x!,
      ),
  },
  {
    name: "relu, differentiated twice",
    shapes: [[...map], [...map]],
    apply: ([x, y]) => tf.grad((x) => tf.sum(tf.mul(tf.square(tf.relu(x)), y!)))(x!),
  },
  {
    name: "maximum of overlapping windows",
    shapes: [[...map]],
    apply: ([x]) => maxPool3(x as tf.Tensor4D, 1),
  },
  {
    name: "highest value of an image",
    shapes: [[...map]],
    apply: ([x]) => tf.div(x!, tf.max(x!, [1, 2, 3], true)),
  },
  {
    name: "depthwise convolution",
    shapes: [[...map], [3, 3, 3, 1]],
    apply: ([x, k]) => tf.depthwiseConv2d(x as tf.Tensor4D, k as tf.Tensor4D, 2, "same"),
    forwardOnly: true,
  },
  {
    name: "squared difference",
    shapes: [[...map], [...map]],
    apply: ([x, y]) => tf.squaredDifference(x!, y!),
  },
  { name: "maximum of windows", shapes: [[...map]], apply: ([x]) => maxPool2(x as tf.Tensor4D) },
  { name: "pixels repeated", shapes: [[...map]], apply: ([x]) => upsample2(x as tf.Tensor4D) },
  {
    name: "pad",
    shapes: [[...map]],
    apply: ([x]) => tf.pad(x!, [[0, 0], [1, 1], [1, 1], [0, 0]]),
  },
  {
    name: "slice",
    shapes: [[...map]],
    apply: ([x]) => tf.slice(x!, [0, 1, 1, 0], [2, 6, 6, 3]),
  },
  { name: "tile", shapes: [[1, 4]], apply: ([x]) => tf.tile(x!, [3, 1]), forwardOnly: true },
  { name: "tanh", shapes: [[...map]], apply: ([x]) => tf.tanh(x!) },
  { name: "softplus", shapes: [[40]], range: [-30, 30], apply: ([x]) => tf.softplus(x!) },
  { name: "softmax", shapes: [[6, 9]], range: [-30, 30], apply: ([x]) => tf.softmax(x!) },
  { name: "matMul", shapes: [[6, 9], [9, 4]], apply: ([a, b]) => tf.matMul(a!, b!) },
  {
    name: "matMul, b transposed",
    shapes: [[6, 9], [4, 9]],
    apply: ([a, b]) => tf.matMul(a!, b!, false, true),
  },
  { name: "transpose", shapes: [[2, 3, 4, 5]], apply: ([x]) => tf.transpose(x!, [0, 2, 1, 3]) },
  { name: "reshape", shapes: [[2, 3, 4]], apply: ([x]) => x!.reshape([6, 4]) },
  {
    name: "concat of channels",
    shapes: [[...map], [2, 8, 8, 2]],
    apply: ([a, b]) => tf.concat([a!, b!], 3),
  },
  {
    name: "concat of vectors",
    shapes: [[5], [3]],
    apply: ([a, b]) => tf.concat1d([a as tf.Tensor1D, b as tf.Tensor1D]),
  },
  { name: "split", shapes: [[8]], apply: ([x]) => tf.split(x!, [5, 3])[1]! },
  { name: "unstack", shapes: [[2]], apply: ([x]) => tf.unstack(x!)[1]! },
  { name: "add, broadcast", shapes: [[...map], [3]], apply: ([a, b]) => tf.add(a!, b!) },
  { name: "sub, broadcast", shapes: [[6, 4], [1, 4]], apply: ([a, b]) => tf.sub(a!, b!) },
  { name: "mul, broadcast", shapes: [[6, 4], [6, 1]], apply: ([a, b]) => tf.mul(a!, b!) },
  { name: "div", shapes: [[6, 4], [6, 4]], range: [0.5, 2], apply: ([a, b]) => tf.div(a!, b!) },
  { name: "maximum", shapes: [[6, 4], [6, 4]], apply: ([a, b]) => tf.maximum(a!, b!) },
  { name: "addN", shapes: [[6, 4], [6, 4]], apply: (inputs) => tf.addN([...inputs]) },
  { name: "neg", shapes: [[6]], apply: ([x]) => tf.neg(x!) },
  { name: "square", shapes: [[6]], apply: ([x]) => tf.square(x!) },
  { name: "sqrt", shapes: [[6]], range: [0.1, 4], apply: ([x]) => tf.sqrt(x!) },
  { name: "rsqrt", shapes: [[6]], range: [0.1, 4], apply: ([x]) => tf.rsqrt(x!) },
  { name: "log", shapes: [[6]], range: [0.1, 4], apply: ([x]) => tf.log(x!) },
  { name: "sum over rows", shapes: [[6, 4]], apply: ([x]) => tf.sum(x!, 1, true) },
  { name: "sum over images", shapes: [[...map]], apply: ([x]) => tf.sum(x!, [1, 2, 3]) },
  { name: "mean", shapes: [[...map]], apply: ([x]) => tf.mean(x!) },
  { name: "mean over channels", shapes: [[...map]], apply: ([x]) => tf.mean(x!, 3, true) },
  { name: "max", shapes: [[6, 4]], apply: ([x]) => tf.max(x!, 1), forwardOnly: true },
  { name: "topk", shapes: [[6, 9]], apply: ([x]) => tf.topk(x!, 3).values, forwardOnly: true },
  { name: "argMax", shapes: [[6, 9]], apply: ([x]) => tf.argMax(x!, 1), forwardOnly: true },
  {
    name: "mirrorPad",
    shapes: [[2, 5, 5, 1]],
    apply: ([x]) => tf.mirrorPad(x!, [[0, 0], [2, 2], [2, 2], [0, 0]], "symmetric"),
    forwardOnly: true,
  },
  {
    name: "gather: a map beyond its border",
    shapes: [[1, 4, 4, 1]],
    apply: ([x]) => extendMap(x as tf.Tensor4D, { size: 7, side: 4 }),
    forwardOnly: true,
  },
  {
    name: "resizeBilinear with half-pixel centres",
    shapes: [[2, 4, 4, 1]],
    apply: ([x]) => tf.image.resizeBilinear(x as tf.Tensor4D, [16, 16], false, true),
    forwardOnly: true,
  },
  {
    name: "conv2d 5×5",
    shapes: [[...map], [5, 5, 3, 2]],
    apply: ([x, k]) => tf.conv2d(x as tf.Tensor4D, k as tf.Tensor4D, 1, "same"),
  },
  {
    name: "conv2d 3×3 stride 2 of an odd size",
    shapes: [[2, 7, 7, 3], [3, 3, 3, 2]],
    apply: ([x, k]) => tf.conv2d(x as tf.Tensor4D, k as tf.Tensor4D, 2, "same"),
  },
  {
    name: "conv2d 1×1 of every second position",
    shapes: [[...map], [1, 1, 3, 2]],
    apply: ([x, k]) => tf.conv2d(everyNth(x as tf.Tensor4D, 2), k as tf.Tensor4D, 1, "same"),
  },
  {
    name: "conv2dTranspose 3×3 stride 2 to an odd size",
    shapes: [[2, 4, 4, 5], [3, 3, 3, 5]],
    apply: ([x, k]) =>
      tf.conv2dTranspose(x as tf.Tensor4D, k as tf.Tensor4D, [2, 7, 7, 3], 2, "same"),
  },
  { name: "maxPool2", shapes: [[...map]], apply: ([x]) => maxPool2(x as tf.Tensor4D) },
  { name: "elu", shapes: [[...map]], apply: ([x]) => tf.elu(x!) },
  { name: "sigmoid", shapes: [[40]], range: [-30, 30], apply: ([x]) => tf.sigmoid(x!) },
  { name: "exp", shapes: [[40]], range: [-5, 5], apply: ([x]) => tf.exp(x!) },
  { name: "split of channels", shapes: [[...map]], apply: ([x]) => tf.split(x!, [1, 2], 3)[1]! },
  {
    name: "upsampleBilinear2",
    shapes: [[2, 4, 5, 3]],
    apply: ([x]) => upsampleBilinear2(x as tf.Tensor4D),
  },
  {
    name: "gatherRows",
    shapes: [[6, 4]],
    apply: ([x]) => gatherRows(x as tf.Tensor2D, tf.tensor1d([5, 0, 0, 3], "int32")),
    forwardOnly: true,
  },
  {
    name: "logSoftmax",
    shapes: [[6, 9]],
    range: [-30, 30],
    apply: ([x]) => logSoftmax(x as tf.Tensor2D),
  },
  {
    name: "scores by Dirichlet distributions",
    shapes: [[2, 4, 4], [4, 4]],
    apply: ([x, alpha]) => dirichletScores(x as tf.Tensor3D, alpha as tf.Tensor2D),
  },
  { name: "sums joined", shapes: [[6, 4], [5], [2]], apply: (inputs) => sumOfSquares(inputs) },
  { name: "upsample2", shapes: [[...map]], apply: ([x]) => upsample2(x as tf.Tensor4D) },
  {
    name: "upsampledConv2d",
    shapes: [[...map], [5, 5, 3, 4]],
    apply: ([x, kernel]) => upsampledConv2d(x as tf.Tensor4D, kernel as tf.Tensor4D),
  },
  {
    name: "hardShrink",
    shapes: [[6, 9]],
    range: [0, 1],
    apply: ([x]) => hardShrink(x as tf.Tensor2D, 0.4),
  },
  { name: "abs", shapes: [[6, 9]], apply: ([x]) => tf.abs(x!), forwardOnly: true },
  {
    name: "clipByValue",
    shapes: [[6, 9]],
    apply: ([x]) => tf.clipByValue(x!, -0.5, 0.5),
    forwardOnly: true,
  },
  {
    name: "batchNorm of a batch",
    shapes: [[4, 8, 8, 3], [3], [3]],
    apply: ([x, gamma, beta]) => trainedBatchNorm(x as tf.Tensor4D, gamma!, beta!),
  },
];

/** Applies the layer in training mode with given gamma and beta. */
function trainedBatchNorm(x: tf.Tensor4D, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor {
  const parameters = new Parameters();
  const layer = batchNorm({ parameters, random: new Random(0) }, 3);
  // gamma = 1 and beta = 0 in the layer, so that the case's own are differentiated outside it
  const y = tf.add(tf.mul(layer(x, "train"), gamma), beta);
  parameters[Symbol.dispose]();
  return y;
}

function drawInputs({ shapes, range = [-1, 1] }: Case): Float32Array[] {
  const random = new Random(3);
  return shapes.map((shape) =>
    Float32Array.from({ length: shape.reduce((n, d) => n * d, 1) }, () => random.uniform(...range))
  );
}

interface Outcome {
  readonly value: Float32Array;
  readonly gradients: Float32Array[];
  readonly kernels: Set<string>;
}

/** Value and gradients of `Σ w · op(inputs)` with fixed random weights w, on the current backend. */
async function compute(testCase: Case, values: readonly Float32Array[]): Promise<Outcome> {
  const results: tf.Tensor[] = [];
  const { kernels } = await tf.profile(() => {
    results.push(...tf.tidy(() => {
      const inputs = testCase.shapes.map((shape, i) => tf.tensor(values[i]!, shape));
      const value = testCase.apply(inputs);
      if (testCase.forwardOnly) return [value];
      const random = new Random(4);
      const weights = Float32Array.from({ length: value.size }, () => random.uniform(-1, 1));
      const weighted = tf.tensor(weights, value.shape);
      return [
        value,
        ...tf.grads((...xs) => tf.sum(tf.mul(testCase.apply(xs), weighted)))(inputs),
      ];
    }));
  });
  const numbers = await Promise.all(
    results.map(async (tensor) => Float32Array.from(await tensor.data())),
  );
  tf.dispose(results);
  const [value, ...gradients] = numbers;
  return { value: value!, gradients, kernels: new Set(kernels.map(({ name }) => name)) };
}

/** Small configurations of methods that between them use every kind of layer. */

const present = await testedBackends("oracle tests");
const expected = new Map<Case, Outcome>();

/** The result of plain JavaScript, computed once. */
async function oracle(testCase: Case): Promise<Outcome> {
  if (!expected.has(testCase)) {
    await useBackend({ force: "cpu" });
    expected.set(testCase, await compute(testCase, drawInputs(testCase)));
  }
  return expected.get(testCase)!;
}

if (present.length > 0) useDrawnWeights("squeezenet1_1", "efficientnet_lite0");

// Otherwise small inputs would be computed in JavaScript and compared with themselves.
if (present.includes("webgpu")) tf.env().set("WEBGPU_CPU_FORWARD", false);

for (const id of present.filter((id) => id !== "cpu")) {
  const compared = new Set<string>();

  for (const testCase of CASES) {
    Deno.test(`oracle: ${id}: ${testCase.name}`, () =>
      noLeak(async () => {
        const reference = await oracle(testCase);
        await useBackend({ force: id });
        const actual = await compute(testCase, drawInputs(testCase));
        const check = (name: string, a: Float32Array, b: Float32Array) => {
          assertClose(a, b, TOLERANCE.oracle, `${name}`);
        };
        check("forward", actual.value, reference.value);
        assertEquals(actual.gradients.length, testCase.forwardOnly ? 0 : testCase.shapes.length);
        actual.gradients.forEach((gradient, i) =>
          check(`gradient of input ${i}`, gradient, reference.gradients[i]!)
        );
        actual.kernels.forEach((kernel) => compared.add(kernel));
      }));
  }

  for (const [method, overrides] of MODELS) {
    if (id === "webgpu" && READ_AT_ONCE.includes(method)) continue;
    const variant = `${method} ${JSON.stringify(overrides)}`;
    testOn(id, `training and scoring ${variant} uses no kernel that is not compared`, async () => {
      const facts = { imageSize: 16, channels: 3, trainingImages: 4 } as const;
      const { resolve, create } = findMethod(method);
      const steps = trains(findMethod(method)) ? { epochs: 1, batchSize: 2 } : {};
      const config = resolve({ ...steps, ...overrides }, facts, "test");
      const size = config.imageSize;
      const images = testImages({ count: 4, size, channels: 3 });
      using detector = create(config, 0);
      const used = new Set<string>();
      const record = async (body: () => unknown) => {
        const { kernels } = await tf.profile(async () => {
          await body();
          return [];
        });
        kernels.forEach((kernel) => used.add(kernel.name));
      };
      await record(() => detector.fit(images, { seed: 0 }));
      await record(() => scoredValues(detector, tf.zeros([1, size, size, 3])));
      // No arithmetic: they copy values or change how they are read.
      const copies = ["Identity", "Cast", "Fill", "ZerosLike", "OnesLike"];
      const missing = [...used].filter((name) => !compared.has(name) && !copies.includes(name));
      assertEquals(missing, []);
      assert(used.size > (trains(findMethod(method)) ? 20 : 8));
    });
  }
}
