/** Tiny trained detectors, their exports and their own results. */
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../lib/backend/backend.ts";
import { readAndDispose } from "../../lib/backend/read.ts";
import { toBatch } from "../../lib/data/images/image_set.ts";
import { calibrate } from "../../lib/detector/calibration/calibrate.ts";
import {
  type CalibrationOptions,
  defaultCalibration,
} from "../../lib/detector/calibration/options.ts";
import { saveCalibration } from "../../lib/detector/calibration/storage.ts";
import { scoreBatch } from "../../lib/detector/contract/score_batch.ts";
import { type ExportFormat, exportModel } from "../../lib/export/export_model.ts";
import { WITHOUT_GRAPH } from "../../lib/export/graph/without_graph.ts";
import { METHODS } from "../../lib/registry/registry.ts";
import { saveDetector } from "../../lib/registry/storage.ts";
import { SMALL } from "../methods/contract.ts";
import { testImages } from "../test_images.ts";

const backend = await useBackend();

/** Why nothing can be exported here; `undefined` if it can. */
export const exportObstacle: string | undefined = backend.tensorflow?.binding === "ffi"
  ? undefined
  : `${backend.description} does not record what it computes`;

/** Images in a batch of the parity tests. */
export const COUNT = 20;

/** Height and width in pixels. */
export const SIZE = 16;

const facts = { imageSize: SIZE, channels: 3, trainingImages: 12 } as const;
const training = testImages({ count: 12, size: SIZE, channels: 3, seed: 1 });

/** Calibrates by position and roughness, as above 32 pixels. */
const options = { ...defaultCalibration(128), share: 0.05 };

/** Calibrations that call other ops than the default one does. */
const CALIBRATIONS: Readonly<Record<string, Partial<CalibrationOptions>>> = {
  ae: { error: "displacement" },
};

/** The images that calibrations are made from. */
const calibrating = testImages({ count: 20, size: SIZE, channels: 3, seed: 3 });

/** The images that the exported models score. */
export const held = testImages({ count: COUNT, size: SIZE, channels: 3, seed: 2 });

/** Ids of the methods that can be exported. */
export const EXPORTED: readonly string[] = METHODS.map(({ id }) => id)
  .filter((id) => WITHOUT_GRAPH[id] === undefined);

/**
 * Options that keep images distinguishable: random weights make the deepest stage nearly the same for
 * all images, so its distances, the score, would be mere rounding.
 */
const TOLD_APART: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  spade: { vector: "stage3" },
};

/** Configurations that call other ops than the defaults do. */
export const VARIANTS: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ["vae", { score: "elbo" }],
  ["aesc", { score: { map: "uncertainty", norm: "l2", passes: 3 }, dropout: [0.1, 0.2] }],
  ["favae", { backbone: "efficientnet_lite0" }],
  ["geotrans", { score: "simplified" }],
  ["maha", { reduction: "npca" }],
  ["maha", { levels: ["stem", "stage1", "stage2", "stage3", "stage4", "stage5"] }],
];

/** Results by name. */
export type Results = Readonly<Record<string, Float32Array>>;

/**
 * Trains a method briefly, writes its model to `folder/model` and exports it to `folder/FORMAT`.
 *
 * @returns The detector's own results for {@linkcode held}, limited to those that the export has.
 */
export async function exportTrained(
  id: string,
  { folder, to, config, calibrated = false }: {
    calibrated?: boolean;
    folder: string;
    to: ExportFormat;
    config?: Readonly<Record<string, unknown>>;
  },
): Promise<Results> {
  const method = METHODS.find((method) => method.id === id)!;
  using detector = method.create(
    method.resolve({ ...SMALL[id], ...TOLD_APART[id], ...config }, facts, "test"),
    0,
  );
  await detector.fit(training, { seed: 0 });
  await saveDetector(detector, `${folder}/model`);
  const result = calibrated
    ? await calibrate(detector, calibrating, { options: { ...options, ...CALIBRATIONS[id] } })
    : undefined;
  using calibration = result && "calibration" in result ? result.calibration : undefined;
  if (calibration) await saveCalibration(`${folder}/model`, calibration);
  const { outputs } = await exportModel({ model: `${folder}/model`, to, out: `${folder}/${to}` });
  const pixels = await toBatch(held, Array.from({ length: COUNT }, (_, i) => i));
  const shape = [COUNT, SIZE, SIZE, 3] as const;
  const images = tf.tensor4d(pixels, [...shape]);
  const own = await readAndDispose(
    await scoreBatch(detector, images, (scored) => ({
      ...scored,
      ...calibration?.apply(images, scored),
    })),
  ).finally(() => images.dispose());
  return Object.fromEntries(outputs.map((name) => [name, own[name] as Float32Array]));
}

/** Results that another program wrote as `NAME.bin`. */
export function readResults(folder: string, names: readonly string[]): Results {
  return Object.fromEntries(names.map((name) => {
    const bytes = Deno.readFileSync(`${folder}/${name}.bin`);
    return [name, new Float32Array(bytes.buffer)];
  }));
}
