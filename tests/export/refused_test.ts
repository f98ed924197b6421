import { assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { defineConfig } from "../../lib/detector/config/define_config.ts";
import { imageFields } from "../../lib/detector/config/fields.ts";
import type { ScoredBatch } from "../../lib/detector/contract/detector.ts";
import { defineMethod } from "../../lib/detector/define/define_method.ts";
import { InputError } from "../../lib/errors.ts";
import { type ExportFormat, exportModel } from "../../lib/export/export_model.ts";
import { registerMethod } from "../../lib/registry/registry.ts";
import { saveDetector } from "../../lib/registry/storage.ts";
import { noLeak } from "../no_leak.ts";
import { skipBecause } from "../skip.ts";
import { withTempDir } from "../temp_dir.ts";
import { exportObstacle } from "./exported.ts";

const mean = (x: tf.Tensor) => tf.mean<tf.Tensor1D>(x, [1, 2, 3]);
const scored = (score: (images: tf.Tensor4D) => tf.Tensor1D) => (images: tf.Tensor4D) => ({
  scores: tf.tidy(() => score(images)),
});

/** Scores of a method of one's own, the format, and why that has none. */
const CASES: Readonly<
  Record<string, {
    score: (images: tf.Tensor4D) => ScoredBatch | Promise<ScoredBatch>;
    to: ExportFormat;
    why: RegExp;
  }>
> = {
  an_op_that_onnx_lacks: {
    score: scored((images) => mean(tf.sin(images))),
    to: "onnx",
    why: /^Sin has no counterpart in the table of ONNX operators; export it --to tfjs, or score /,
  },
  a_sum_that_webgpu_cuts_off: {
    score: scored((images) => mean(tf.addN(Array.from({ length: 6 }, () => tf.neg(images))))),
    to: "web",
    why: /^AddN of 6 tensors: WebGPU adds the first 5 only; add up fewer at once, or /,
  },
  a_value_that_is_awaited: {
    score: async (images) => {
      const means = mean(images);
      const scores = tf.tensor1d(await means.data());
      means.dispose();
      return { scores };
    },
    to: "onnx",
    why:
      /^its score reads values while it computes; score with tensors only, or state a graphScore$/,
  },
  a_value_that_is_read: {
    score: scored((images) => tf.tensor1d(mean(images).dataSync())),
    to: "tfjs",
    why:
      /^Cannot read the result of Mean \(export\/refused_test\.ts:\d+:\d+\): .* read it outside$/,
  },
  more_ops_for_more_images: {
    score: scored((images) => images.shape[0] > 2 ? mean(tf.neg(images)) : mean(images)),
    to: "tfjs",
    why: /^its score: which ops are called depends on the number of images; call the same ones /,
  },
  other_ops_for_more_images: {
    score: scored((images) => mean(images.shape[0] > 2 ? tf.neg(images) : tf.abs(images))),
    to: "tfjs",
    why: /^(Abs|Neg).*: which ops are called depends on the number of images; call the same ones /,
  },
  values_that_depend_on_the_number: {
    score: scored((images) =>
      tf.mul(
        mean(images),
        tf.tensor1d(Array.from({ length: images.shape[0] }, (_, i) => Math.sin(i))),
      )
    ),
    to: "tfjs",
    why: /^Mul.*: holds values that depend on the number of images in an unknown way; compute /,
  },
};

Deno.test({
  name: "export: a score of one's own that is no graph is refused in one line, without a folder",
  ignore: skipBecause("export: a score of one's own", exportObstacle),
  fn: (t) =>
    withTempDir(async (dir) => {
      for (const [id, { score, to, why }] of Object.entries(CASES)) {
        await t.step(id.replaceAll("_", " "), () =>
          noLeak(async () => {
            const out = `${dir}/${id} as ${to}`;
            await saveModel(id, score, `${dir}/${id}`);
            const { message } = await assertRejects(
              () => exportModel({ model: `${dir}/${id}`, to, out }),
              InputError,
            );
            const [method, reason] = message.split(" cannot be exported: ");
            assertEquals([method, why.test(reason!) ? why.source : reason], [id, why.source]);
            await assertRejects(() => Deno.stat(out), Deno.errors.NotFound);
          }));
      }
    }),
});

/** Registers a method that scores so, and saves a model of it. */
async function saveModel(
  id: string,
  score: (images: tf.Tensor4D) => ScoredBatch | Promise<ScoredBatch>,
  folder: string,
): Promise<void> {
  const method = defineMethod({
    ...{ id, title: id, paper: "none", config: defineConfig({ ...imageFields }) },
    build: () => ({
      score,
      fit: () =>
        Promise.resolve({ history: { losses: [], steps: 0, seconds: 0, secondsBefore: 0 } }),
    }),
  });
  registerMethod(method);
  const facts = { imageSize: 8, channels: 3, trainingImages: 1 } as const;
  using detector = method.create(method.resolve({}, facts, "test"), 0);
  await saveDetector(detector, folder);
}
