/** The complete networks name what photographs show, with the same confidence as PyTorch's. */
import { assert } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { decodeImages } from "../../../lib/data/decode/decode.ts";
import { toBatch } from "../../../lib/data/images/image_set.ts";
import { ARCHITECTURES } from "../../../lib/nn/backbones/architectures.ts";
import { type BackboneId, loadBackbone } from "../../../lib/nn/backbones/mod.ts";
import { decodeSafetensors, type NamedTensors } from "../../../lib/nn/variables/safetensors.ts";
import { useSynchronousBackend } from "../../backends/present.ts";
import { assertNear } from "../../close.ts";
import golden from "../../golden/backbones.json" with { type: "json" };
import { noLeak } from "../../no_leak.ts";
import { skipBecause } from "../../skip.ts";
import { TOLERANCE } from "../../tolerances.ts";

await useSynchronousBackend();

const WEIGHTS = "../shared/weights";
const PHOTOGRAPHS = new URL("../../golden/photographs", import.meta.url).pathname;
const SIZE = 224;

/** Classifiers, which the library omits: from the last stage to logits `[1, 1000]`. */
const HEADS = {
  squeezenet1_1: {
    stage: "stage4",
    logits: (map: tf.Tensor4D, tensors: NamedTensors) => {
      const [kernel, bias] = layer(tensors, [
        "squeezenet0_conv25_weight",
        "squeezenet0_conv25_bias",
      ]);
      const rows = map.reshape([-1, map.shape[3]]); // a convolution 1×1
      const classes = tf.relu(tf.add(tf.matMul(rows, kernel, false, true), bias));
      return tf.mean(classes, 0, true);
    },
  },
  efficientnet_lite0: {
    stage: "head",
    logits: (map: tf.Tensor4D, tensors: NamedTensors) => {
      const [kernel, bias] = layer(tensors, ["_fc.weight", "_fc.bias"]);
      const means: tf.Tensor2D = tf.mean(map, [1, 2]);
      return tf.add(tf.matMul(means, kernel, false, true), bias);
    },
  },
} as const;

function layer(
  tensors: NamedTensors,
  [weight, bias]: [string, string],
): [tf.Tensor2D, tf.Tensor1D] {
  const { values } = tensors[weight]!;
  return [tf.tensor2d(values, [1000, values.length / 1000]), tf.tensor1d(tensors[bias]!.values)];
}

async function probabilities(id: keyof typeof HEADS, photograph: string): Promise<Float32Array> {
  const file = { path: `${photograph}.png`, label: 0, type: "" } as const;
  const set = await decodeImages(PHOTOGRAPHS, [file], { size: SIZE, channels: 3 });
  const pixels = await toBatch(set, [0]);
  const path = `${WEIGHTS}/${ARCHITECTURES[id].file}`;
  const tensors = decodeSafetensors(await Deno.readFile(path), path);
  using backbone = loadBackbone(id satisfies BackboneId, WEIGHTS);
  const { stage, logits } = HEADS[id];
  return tf.tidy(() => {
    const images = tf.tensor4d(pixels, [1, SIZE, SIZE, 3]);
    const map = backbone.features(images, [stage])[stage]!;
    return tf.softmax(logits(map, tensors)).dataSync<"float32">().slice();
  });
}

const missing = await Deno.stat(WEIGHTS).then(() => undefined, () => `${WEIGHTS} is not there`);
if (!skipBecause("photographs by complete networks", missing)) {
  for (const id of Object.keys(HEADS) as (keyof typeof HEADS)[]) {
    for (const photograph of ["chelsea", "coffee"] as const) {
      Deno.test(`${id}: ${photograph} is what it is to PyTorch, with the same probability`, () =>
        noLeak(async () => {
          const found = await probabilities(id, photograph);
          const expected = golden.photographs[photograph][id] as [number, number][];
          for (const [index, probability] of expected) {
            assertNear(found[index]!, probability, TOLERANCE.probability);
          }
          const best = found.indexOf(Math.max(...found));
          assert(best === expected[0]![0], `class ${best}`);
        }));
    }
  }
}
