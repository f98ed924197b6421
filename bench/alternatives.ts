/**
 * Times ways to compute the same part of a training step, in turn in one run:
 * `deno run -A bench/alternatives.ts` takes two minutes on an otherwise idle machine.
 *
 * Each way is recorded and compiled as a training step is, with its gradients where a step needs them.
 * Results go to `bench/results/<processor>/alternatives.json`.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../lib/backend/backend.ts";
import { compile } from "../lib/backend/compile.ts";
import { withOpsAsWritten } from "../lib/backend/settings/as_written.ts";
import { runOp } from "../lib/backend/tensorflow/raw_op.ts";
import { writeFileAtomically } from "../lib/files.ts";
import { smooth } from "../lib/nn/losses/error_maps.ts";
import { addTrainedBias } from "../lib/nn/ops/add_trained_bias.ts";
import { upsample2 } from "../lib/nn/ops/upsample.ts";
import { upsampledConv2d } from "../lib/nn/ops/upsampled_conv.ts";
import { folderOf, processor } from "./processor.ts";

const ROUNDS = 5;
const SAMPLES = 15;

/** Most operands are maps or kernels; what takes others says so. */
type Compute = (...operands: tf.Tensor4D[]) => tf.Tensor;

/** Ways to compute one thing. */
interface Question {
  readonly name: string;
  /** Shapes of the operands, one list a size. */
  readonly sizes: readonly (readonly (readonly number[])[])[];
  readonly ways: Readonly<Record<string, Compute>>;
  /** Whether the gradients of all operands are computed too. */
  readonly gradients: boolean;
}

const skipSizes = (
  [[8, 64, 32, 16], [8, 32, 64, 32], [64, 8, 32, 16]] as const
).map(([b, side, c, out]) => [[b, side, side, c], [b, side, side, c], [4, 4, out, 2 * c]]);

const enlarge = (x: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D => {
  const [b, h, w] = x.shape;
  const shape: [number, number, number, number] = [b, 2 * h, 2 * w, kernel.shape[2]];
  return tf.conv2dTranspose(x, kernel, shape, 2, "same");
};

const QUESTIONS: readonly Question[] = [
  {
    name: "cosines of a memory: queries · itemsᵀ",
    sizes: [[[512, 4096], [400, 4096]], [[512, 512], [400, 512]], [[64, 4096], [50, 4096]]],
    gradients: false,
    ways: {
      "batched product": (q, m) => tf.matMul(q, m, false, true),
      "plain product": (q, m) =>
        runOp({
          name: "MatMul",
          inputs: [q, m!],
          types: { T: "float32" },
          bools: { transpose_a: false, transpose_b: true },
          outputs: 1,
        })[0]!,
    },
  },
  {
    name: "norms of rows",
    sizes: [[[512, 4096]], [[512, 512]], [[256, 1024]], [[64, 4096]]],
    gradients: false,
    ways: {
      "squares, then sums": (q) => tf.sum(tf.square(q), 1),
      "each row with itself": (q) => {
        const each = tf.reshape(q, [q.shape[0], 1, -1]);
        return tf.matMul(each, each, false, true);
      },
    },
  },
  {
    name: "gradient of a memory's items, from addressing and from reading",
    sizes: [512, 64].map((queries) => [
      ...[[queries, 400], [queries, 400]],
      ...[[queries, 4096], [queries, 4096]],
    ]),
    gradients: false,
    ways: {
      "two products, added": (byCosine, weights, q, dRead) =>
        tf.add(tf.matMul(byCosine, q, true), tf.matMul(weights, dRead, true)),
      "one product of joined operands": (byCosine, weights, q, dRead) =>
        tf.matMul(tf.concat([byCosine, weights!], 0), tf.concat([q, dRead!], 0), true),
    },
  },
  {
    name: "what a memory read joins the decoder",
    sizes: skipSizes,
    gradients: true,
    ways: {
      "concatenation": (x, read, kernel) => enlarge(tf.concat([x, read], 3), kernel),
      "two convolutions, added": (x, read, kernel) => {
        const [forX, forRead] = tf.split(kernel, 2, 3) as [tf.Tensor4D, tf.Tensor4D];
        return tf.add(enlarge(x, forX), enlarge(read, forRead));
      },
    },
  },
  {
    name: "a convolution 4×4 with stride 2",
    sizes: [
      [[8, 64, 64, 32], [4, 4, 32, 64]],
      [[8, 32, 32, 64], [4, 4, 64, 128]],
      [[64, 16, 16, 16], [4, 4, 16, 32]],
    ],
    gradients: true,
    ways: {
      "itself": (x, kernel) => tf.conv2d(x, kernel, 2, "same"),
      "stride 1, 2×2 pixels as channels": (x, kernel) => {
        const [b, h, w, c] = x.shape;
        const padded = tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]]);
        const pairs = tf.reshape(padded, [b * (h / 2 + 1), 2, w / 2 + 1, 2 * c]);
        const maps = tf.reshape(tf.transpose(pairs, [0, 2, 1, 3]), [
          b,
          h / 2 + 1,
          w / 2 + 1,
          4 * c,
        ]);
        const taps = tf.transpose(tf.reshape(kernel, [2, 2, 2, 2, c, -1]), [0, 2, 1, 3, 4, 5]);
        return tf.conv2d(
          maps as tf.Tensor4D,
          tf.reshape(taps, [2, 2, 4 * c, -1]),
          1,
          "valid",
        );
      },
    },
  },
  {
    name: "division of a map into 8 × 8 blocks",
    sizes: [[[8, 128, 128, 16]], [[8, 64, 64, 32]]],
    gradients: false,
    ways: {
      "transposition": (x) => {
        const [b, h, w, c] = x.shape;
        const parts = tf.reshape(x, [8 * b, h / 8, 8, (w / 8) * c]);
        return tf.transpose(parts, [0, 2, 1, 3]);
      },
      "nothing": (x) => tf.reshape(x, [-1]),
    },
  },
  {
    name: "a trained bias",
    sizes: [[[8, 256, 256, 3], [3]], [[64, 32, 32, 3], [3]], [[64, 32, 32, 16], [16]]],
    gradients: true,
    ways: {
      "in long rows": (x, bias) => addTrainedBias(x, bias as tf.Tensor as tf.Tensor1D),
      "by pixel": (x, bias) => tf.add(x, bias),
    },
  },
  {
    name: "a convolution of a doubled map",
    sizes: [
      [[8, 128, 128, 16], [5, 5, 16, 3]],
      [[64, 16, 16, 16], [5, 5, 16, 3]],
      [[64, 8, 8, 32], [5, 5, 32, 16]],
      [[64, 8, 8, 64], [3, 3, 64, 64]],
    ],
    gradients: true,
    ways: {
      "of the map itself": (x, kernel) => upsampledConv2d(x, kernel),
      "two ops": (x, kernel) => tf.conv2d(upsample2(x), kernel, 1, "same"),
    },
  },
  {
    name: "pixels of a transposed convolution, put in their places",
    sizes: [[[8, 129, 129, 12]], [[64, 17, 17, 12]]],
    gradients: false,
    ways: {
      "transposition": (x) => {
        const [b, h, w, c] = x.shape;
        const rows = tf.transpose(tf.reshape(x, [b * h, w, 2, c / 2]), [0, 2, 1, 3]);
        return tf.reshape(rows, [b, 2 * h, 2 * w, c / 4]);
      },
      "DepthToSpace": (x) => tf.depthToSpace(x, 2),
    },
  },
  {
    name: "smoothing of error maps",
    sizes: [[[1, 256, 256, 1]], [[16, 256, 256, 1]], [[64, 32, 32, 1]]],
    gradients: false,
    ways: {
      "a matrix for each axis": (x) => smooth(x, x.shape[1] / 64),
      "two convolutions": (x) => withOpsAsWritten(() => smooth(x, x.shape[1] / 64)),
    },
  },
  {
    name: "mean of three channels",
    sizes: [[[16, 256, 256, 3]], [[64, 32, 32, 3]]],
    gradients: false,
    ways: {
      "maps added": (x) => tf.mul(tf.addN(tf.split(x, 3, 3)), 1 / 3),
      "sums within pixels": (x) => tf.mean(x, 3, true),
    },
  },
];

const { description } = await useBackend({ force: "tensorflow" });
const { name } = await processor();
const questions = QUESTIONS.map((question) => {
  console.log(question.name);
  const rows = question.sizes.map((shapes) => {
    const times = timeWays(question, shapes);
    const size = shapes.map((shape) => shape.join("×")).join(", ");
    const told = Object.entries(times).map(([way, { median, min, max }]) =>
      `${way} ${median.toFixed(2)} [${min.toFixed(2)}, ${max.toFixed(2)}] ms`
    );
    console.log(`  ${size}: ${told.join("; ")}`);
    return { shapes, times };
  });
  return { name: question.name, gradients: question.gradients, rows };
});
const results = `bench/results/${folderOf(name)}/alternatives.json`;
const content = { backend: description, processor: name, questions };
await writeFileAtomically(results, JSON.stringify(content, null, 2) + "\n");

/** Milliseconds of each way, which take turns. */
function timeWays({ ways, gradients }: Question, shapes: Question["sizes"][number]) {
  const operands = shapes.map((shape) => tf.randomNormal([...shape]));
  const inputs = Object.fromEntries(operands.map((operand, i) => [`operand${i}`, operand]));
  const programs = Object.entries(ways).map(([way, compute]) => ({
    way,
    program: compile((inputs: Record<string, tf.Tensor>) => {
      const operands = shapes.map((_, i) => inputs[`operand${i}`]!);
      const result = compute(...operands as tf.Tensor4D[]);
      if (!gradients) return { result };
      const found = tf.grads((...operands) => compute(...operands as tf.Tensor4D[]))(
        operands,
        tf.onesLike(result),
      );
      return { result, ...Object.fromEntries(found.map((gradient, i) => [`d${i}`, gradient])) };
    }, { name: way }),
    times: [] as number[],
  }));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { program, times } of programs) {
      for (let i = 0; i < SAMPLES; i++) {
        const started = performance.now();
        const outputs = program(inputs);
        if (round > 0) times.push(performance.now() - started); // the first round records
        tf.dispose(outputs);
      }
    }
  }
  tf.dispose(operands);
  return Object.fromEntries(programs.map(({ way, program, times }) => {
    program[Symbol.dispose]();
    times.sort((a, b) => a - b);
    const [median, min, max] = [times[times.length >> 1]!, times[0]!, times.at(-1)!];
    return [way, { median, min, max }];
  }));
}
