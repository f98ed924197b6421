/** Every op in the table of ONNX operators, in onnxruntime and in plain tfjs. */
import { assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../../lib/backend/read.ts";
import { runOp } from "../../lib/backend/tensorflow/raw_op.ts";
import type { Detector } from "../../lib/detector/contract/detector.ts";
import type { ExportMetadata } from "../../lib/export/graph/metadata.ts";
import { Refusal } from "../../lib/export/graph/refusal.ts";
import { scoringGraph } from "../../lib/export/graph/scoring_graph.ts";
import { OPERATORS } from "../../lib/export/onnx/operators.ts";
import { writeOnnx } from "../../lib/export/onnx/write.ts";
import { writeTfjs } from "../../lib/export/tfjs/write.ts";
import { gatherRows } from "../../lib/nn/ops/gather_rows.ts";
import { runDeno } from "../child.ts";
import { assertClose } from "../close.ts";
import { noLeak } from "../no_leak.ts";
import { skipBecause } from "../skip.ts";
import { withTempDir } from "../temp_dir.ts";
import { testImages } from "../test_images.ts";
import { TOLERANCE } from "../tolerances.ts";
import { exportObstacle, readResults } from "./exported.ts";
import { onnxObstacle, onnxPython, runPython } from "./python.ts";

const [COUNT, SIZE, CHANNELS] = [5, 4, 3];

type Images = tf.Tensor4D;

const kernel = (h: number, w: number, from: number, to: number) =>
  tf.tensor4d(Float32Array.from({ length: h * w * from * to }, (_, i) => Math.sin(i)), [
    ...[h, w, from, to] as const,
  ]);
const vector = (...values: number[]) => tf.tensor1d(values);
const rows = (x: Images) => x.reshape([-1, SIZE, SIZE * CHANNELS]);
const raw = (name: string, inputs: tf.Tensor[], outputs = 1) =>
  runOp({ name, inputs, types: { T: "float32" }, outputs })[0]!;

/** One function per op; tfjs's kernels decide which ops it calls. */
const CASES: Readonly<Record<string, (x: Images) => tf.Tensor>> = {
  Abs: (x) => tf.abs(x),
  Add: (x) => tf.add(x, vector(1, 2, 3)),
  AddN: (x) => tf.addN([x, tf.square(x), x]),
  AddV2: (x) => raw("AddV2", [x, tf.scalar(2)]),
  BatchMatMulV2: (x) => tf.matMul(rows(x), rows(x), false, true),
  BiasAdd: (x) =>
    runOp({
      name: "BiasAdd",
      inputs: [x, vector(1, 2, 3)],
      types: { T: "float32" },
      strings: { data_format: "NHWC" },
      outputs: 1,
    })[0]!,
  Cast: (x) => tf.cast(tf.greater(x, 0), "float32"),
  ConcatV2: (x) => tf.concat([x, tf.neg(x)], 2),
  Conv2D: (x) => tf.conv2d(x, kernel(3, 3, 3, 2), 2, "same"),
  Conv2DBackpropInput: (x) =>
    tf.conv2dTranspose(x, kernel(3, 3, 2, 3), [x.shape[0], 7, 7, 2], 2, "same"),
  DepthwiseConv2dNative: (x) => tf.depthwiseConv2d(x, kernel(3, 3, 3, 2), 1, "same"),
  Elu: (x) => tf.elu(x),
  Exp: (x) => tf.exp(x),
  Fill: (x) => tf.add(tf.fill([x.shape[0], 1, 1, 1], 0.5), x),
  FusedBatchNorm: (x) =>
    tf.batchNorm4d(x, vector(0.1, 0, -0.1), vector(1, 2, 3), vector(0, 1, 2), vector(2, 1, 0.5)),
  GatherV2: (x) =>
    tf.transpose(gatherRows(tf.transpose(x.reshape([-1, 48])), tf.tensor1d([3, 0, 1], "int32"))),
  Greater: (x) => tf.where(tf.greater(x, 0.1), x, tf.neg(x)),
  Identity: (x) => tf.clone(x),
  IsNan: (x) => tf.cast(tf.isNaN(tf.sqrt(x)), "float32"),
  LeakyRelu: (x) => tf.leakyRelu(x, 0.3),
  Log: (x) => tf.log(tf.add(x, 2)),
  Max: (x) => tf.max(x, [1, 2]),
  MaxPool: (x) => tf.maxPool(x, 3, 2, "same"),
  Maximum: (x) => tf.maximum(x, tf.neg(x)),
  Mean: (x) => tf.mean(x, 3, true),
  Min: (x) => tf.min(x, 3),
  Minimum: (x) => tf.minimum(x, 0.1),
  MirrorPad: (x) => tf.mirrorPad(x, [[0, 0], [2, 1], [1, 2], [0, 0]], "reflect"),
  "MirrorPad, symmetric": (x) => tf.mirrorPad(x, [[0, 0], [4, 2], [1, 3], [0, 0]], "symmetric"),
  Mul: (x) => tf.mul(x, x),
  Neg: (x) => tf.neg(x),
  PadV2: (x) => tf.pad(x, [[0, 0], [1, 2], [0, 1], [0, 0]], -1),
  Range: (x) => {
    const starts = tf.tensor2d(Array.from({ length: x.shape[0] }, (_, i) => i * SIZE), [
      ...[x.shape[0], 1] as const,
    ], "int32");
    return gatherRows(x.reshape([-1, SIZE * CHANNELS]), starts.reshape([-1]));
  },
  RealDiv: (x) => tf.div(x, vector(2, 3, 4)),
  Relu: (x) => tf.relu(x),
  Reshape: (x) => tf.reshape(x, [x.shape[0] * SIZE, -1]),
  ResizeBilinear: (x) => tf.image.resizeBilinear(x, [7, 6], false, true),
  "ResizeBilinear, 31 to 32": (x) =>
    tf.image.resizeBilinear(tf.pad(x, [[0, 0], [0, 31 - SIZE], [0, 31 - SIZE], [0, 0]]), [32, 32]),
  "ResizeBilinear, corners": (x) => tf.image.resizeBilinear(x, [7, 6], true),
  Rsqrt: (x) => tf.rsqrt(tf.add(x, 2)),
  Select: (x) => tf.where(tf.greater(x, 0), x, tf.square(x)),
  Shape: (x) => tf.tile(tf.ones([1, 2]), [x.shape[0], 1]),
  Sigmoid: (x) => tf.sigmoid(x),
  Slice: (x) => tf.slice(x, [0, 1, 0, 1], [x.shape[0], 2, -1, 2]),
  Softmax: (x) => tf.softmax(x),
  Softplus: (x) => tf.softplus(tf.mul(x, 30)),
  SplitV: (x) => {
    const [first, second] = tf.split(x, [1, 3], 1);
    return tf.sub(second!, first!);
  },
  Sqrt: (x) => tf.sqrt(tf.abs(x)),
  Square: (x) => tf.square(x),
  SquaredDifference: (x) => tf.squaredDifference(x, vector(1, 0, -1)),
  Sub: (x) => tf.sub(x, vector(1, 2, 3)),
  Sum: (x) => tf.sum(x, [1, 3]),
  Tanh: (x) => tf.tanh(x),
  Tile: (x) => tf.tile(x, [1, 2, 1, 3]),
  TopKV2: (x) => tf.topk(rows(x), 5).values,
  Transpose: (x) => tf.transpose(x, [0, 3, 1, 2]),
  Unpack: (x) => tf.sub(...tf.unstack(x, 2).slice(0, 2) as [tf.Tensor, tf.Tensor]),
  ZerosLike: (x) => tf.add(tf.zerosLike(x), 1),
  "each value n times": (x) => {
    const n = x.shape[0];
    const values = Float32Array.from({ length: 4 * n }, (_, k) => Math.floor(k / n) - 1.5);
    return tf.add(tf.tensor1d(values).reshape([4, n, 1]), tf.mean(x));
  },
};

/** Ops that only other versions of tfjs call. */
const NOT_CALLED_HERE = ["FusedBatchNormV3", "SelectV2"];

skipBecause("export: every operator in onnxruntime", onnxObstacle);

Deno.test({
  name: "export: a sum that WebGPU would cut off is no graph for tfjs",
  ignore: skipBecause("export: a sum for WebGPU", exportObstacle),
  fn: () =>
    withTempDir(async (folder) => {
      const pixels = new Uint8Array(COUNT * SIZE * SIZE * CHANNELS);
      const sum = (x: Images) => tf.addN(Array.from({ length: 6 }, () => tf.neg(x)));
      await assertRejects(
        () => writeBoth("AddN", sum, { folder, pixels }),
        Refusal,
        "AddN of 6 tensors",
      );
    }),
});

Deno.test("export: every operator of the table has a case", () => {
  const missing = Object.keys(OPERATORS).filter((op) =>
    !CASES[op] && !NOT_CALLED_HERE.includes(op)
  );
  assertEquals(missing, []);
});

Deno.test({
  name: "export: every operator gives TensorFlow's values in tfjs and onnxruntime",
  ignore: skipBecause("export: every operator", exportObstacle),
  fn: () =>
    noLeak(() =>
      withTempDir(async (dir) => {
        const { pixels } = testImages({ count: COUNT, size: SIZE, channels: 3, seed: 3 });
        await Deno.writeFile(`${dir}/pixels`, pixels);
        const expected = new Map<string, Float32Array>();
        for (const [name, scores] of Object.entries(CASES)) {
          const folder = `${dir}/${name.replace(/\W+/g, "_")}`;
          expected.set(folder, await writeBoth(name, scores, { folder, pixels }));
        }
        const folders = [...expected.keys()];
        const args = [`${dir}/pixels`, `${COUNT},${SIZE},${SIZE},${CHANNELS}`, ...folders];
        const compare = (where: string) => {
          for (const [folder, values] of expected) {
            const { scores } = readResults(folder, ["scores"]);
            assertClose(
              scores!,
              values,
              TOLERANCE.rounding,
              `${folder.split("/").at(-1)} ${where}`,
            );
          }
        };
        const tfjs = await runDeno([
          ...["run", "--allow-all", "--no-check", "tests/export/run_tfjs.ts", "cpu", ...args],
        ]);
        assertEquals(tfjs.code, 0, tfjs.stderr);
        compare("in tfjs");
        if (!onnxPython) return;
        for (const folder of folders) await Deno.remove(`${folder}/scores.bin`);
        const onnx = runPython(onnxPython, ["tests/export/run_onnx.py", ...args]);
        assertEquals(onnx.code, 0, onnx.stderr);
        compare("in ONNX");
      })
    ),
});

/** Exports a function as if it were a detector's; returns its values on TensorFlow. */
async function writeBoth(
  name: string,
  scores: (x: Images) => tf.Tensor,
  { folder, pixels }: { folder: string; pixels: Uint8Array },
): Promise<Float32Array> {
  const detector = {
    method: name,
    config: { imageSize: SIZE, channels: CHANNELS },
    score: (images: Images) => ({ scores: tf.tidy(() => scores(images)) }),
  } as unknown as Detector;
  const graph = scoringGraph(detector);
  const [op] = name.split(",");
  if (OPERATORS[op!]) assertEquals(graph.graph.nodes.some((node) => node.op === op), true, op);
  const metadata = { title: name, method: name, code: { version: "1" } } as ExportMetadata;
  for (const format of ["tfjs", "onnx"]) {
    await Deno.mkdir(`${folder}/${format}`, { recursive: true });
  }
  await writeTfjs(graph, metadata, `${folder}/tfjs`);
  await writeOnnx(graph, metadata, `${folder}/onnx`);
  const own = await readAndDispose(tf.tidy(() => {
    const values = Float32Array.from(pixels, (pixel) => pixel / 127.5 - 1);
    return { own: scores(tf.tensor4d(values, [COUNT, SIZE, SIZE, CHANNELS])) };
  }));
  return own.own as Float32Array;
}
