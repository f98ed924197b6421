/** Every backbone against PyTorch, frozen and trainable. */
import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../../../lib/backend/read.ts";
import { ARCHITECTURES } from "../../../lib/nn/backbones/architectures.ts";
import { FrozenLayers } from "../../../lib/nn/backbones/frozen.ts";
import { type InputScale, scaleInput } from "../../../lib/nn/backbones/input_scale.ts";
import type { Stage } from "../../../lib/nn/backbones/layer_factory.ts";
import { type Backbone, BACKBONES, loadBackbone } from "../../../lib/nn/backbones/mod.ts";
import { TrainableLayers } from "../../../lib/nn/backbones/trainable.ts";
import { Parameters } from "../../../lib/nn/variables/parameters.ts";
import { Random } from "../../../lib/random.ts";
import { testedBackends, testOn } from "../../backends/present.ts";
import { assertAtMost } from "../../close.ts";
import golden from "../../golden/backbones.json" with { type: "json" };
import { noLeak } from "../../no_leak.ts";
import { skipBecause } from "../../skip.ts";
import { TOLERANCE } from "../../tolerances.ts";
import { drawnImages, DrawnWeights } from "./drawn.ts";

/** The summary of a stage that `tests/golden/make_backbones.py` stores. */
interface StageSummary {
  readonly shape: readonly number[];
  readonly mean: number;
  readonly rms: number;
  readonly largest: number;
  readonly samples: readonly number[];
}
interface Reference {
  readonly size: readonly number[];
  readonly stages: Readonly<Record<string, StageSummary>>;
}

const WEIGHTS = "../shared/weights";
const FILES = [
  "resnet18_layers1_3",
  "resnet50_caffe",
  "vgg16_conv1_3",
  "squeezenet1_1",
  "resnet50v2",
  "efficientnet_lite0",
] as const;
/** Others run only on TensorFlow: on WebAssembly they take a minute each, and their ops are the same. */
const SMALL: readonly string[] = [...FILES, "resnet18"];

/** Asserts that features equal those of the reference. */
async function assertFeatures(
  apply: (images: tf.Tensor4D) => Record<string, tf.Tensor4D>,
  { size, stages }: Reference,
): Promise<void> {
  const [h, w] = size as [number, number];
  const features = tf.tidy(() => apply(tf.tensor4d(drawnImages(2, h, w), [2, h, w, 3])));
  assertEquals(Object.keys(features), Object.keys(stages));
  const shapes = Object.entries(features).map(([name, { shape }]) => [name, shape] as const);
  const read = await readAndDispose(features);
  for (const [name, shape] of shapes) {
    const { mean, rms, largest, samples, shape: expected } = stages[name]!;
    assertEquals(shape, [...expected], name);
    const values = read[name]!;
    const near = (actual: number, expected: number, what: string) => {
      const error = Math.abs(actual - expected) / largest;
      assertAtMost(error, TOLERANCE.features, `${name}: ${what}: relative to the largest value`);
    };
    near(values.reduce((sum, v) => sum + v, 0) / values.length, mean, "mean");
    near(Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length), rms, "rms");
    for (const [i, sample] of samples.entries()) {
      const at = Math.floor(i * values.length / samples.length);
      near(values[at]!, sample, `value ${at}`);
    }
  }
}

/** Every stage's output in mode `score`. */
function run(
  stages: Iterable<Stage>,
  images: tf.Tensor4D,
  input: InputScale,
): Record<string, tf.Tensor4D> {
  let x = scaleInput(images, input);
  return Object.fromEntries([...stages].map(({ name, apply }) => [name, x = apply(x, "score")]));
}

/** ResNet v2's values are drawn under the names of its file. */
function nameInFile(id: string): ((name: string) => string) | undefined {
  if (id !== "resnet50v2") return undefined;
  return (name) => {
    const own = name.includes("batchnorm")
      ? name.replace(/\.weight$/, ".gamma").replace(/\.bias$/, ".beta")
      : name;
    return `resnetv24_${own.replaceAll(".", "_")}`;
  };
}

for (const backend of await testedBackends("features of backbones")) {
  if (backend === "cpu" || backend === "webgpu") continue;
  for (const id of BACKBONES) {
    if (backend !== "tensorflow" && !SMALL.includes(id)) continue;
    testOn(backend, `${id}: frozen features are PyTorch's`, () =>
      noLeak(async () => {
        const reader = new DrawnWeights(nameInFile(id));
        using layers = new FrozenLayers(reader);
        const stages = [...ARCHITECTURES[id].build(layers)];
        assertEquals(reader.trained, golden.drawn[id].trained);
        await assertFeatures(
          (images) => run(stages, images, ARCHITECTURES[id].input),
          golden.drawn[id],
        );
      }));

    if (["wide_resnet50_2", "resnet50"].includes(id)) continue; // same layers as ResNet-18
    testOn(
      backend,
      `${id}: trainable features are PyTorch's, and as many values are trained`,
      () =>
        noLeak(async () => {
          using parameters = new Parameters();
          const scope = { parameters, random: new Random(0) };
          const layers = new TrainableLayers(scope, new DrawnWeights(nameInFile(id)));
          const stages = [...ARCHITECTURES[id].build(layers)];
          assertEquals(parameters.count(), golden.drawn[id].trained);
          await assertFeatures(
            (images) => run(stages, images, ARCHITECTURES[id].input),
            golden.drawn[id],
          );
        }),
    );
  }

  const missing = await Deno.stat(WEIGHTS).then(() => undefined, () => `${WEIGHTS} is not there`);
  if (skipBecause(`${backend}: backbones with real weights`, missing)) continue;
  for (const id of FILES) {
    testOn(backend, `${id}: features with real weights are PyTorch's`, () =>
      noLeak(async () => {
        using backbone: Backbone = loadBackbone(id, WEIGHTS);
        const names = Object.keys(backbone.stages);
        await assertFeatures((images) => backbone.features(images, names), golden.real[id]);
        for (const [name, { shape }] of Object.entries(golden.real[id].stages)) {
          assertEquals(backbone.stages[name]?.channels, shape[3], name);
        }
      }));
  }
}
