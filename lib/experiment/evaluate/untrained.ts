/**
 * Compares scores that have learnt nothing with methods.
 *
 * @module
 */
import { type ImageSet, oneClass, openCollection, openDataset } from "../../data/mod.ts";
import { auroc, brightness, contrast, deLongInterval, roughness } from "../../metrics/mod.ts";
import { imageMetrics, isTrained, type ScoreName } from "../../record/compare/statistic.ts";
import type { RunRecord } from "../../record/run/record.ts";
import { runName } from "../../registry/naming.ts";

/** Scores that have learnt nothing. */
export const UNTRAINED_SCORES = ["roughness", "brightness", "contrast"] as const;

/** One of {@linkcode UNTRAINED_SCORES}. */
export type UntrainedScore = typeof UNTRAINED_SCORES[number];

const SCORES = { roughness, brightness, contrast } as const;

/** An image AUROC, 0 … 1, with DeLong's 95 % interval. */
export interface UntrainedAuroc {
  /** The AUROC over all test images. */
  readonly value: number;
  /** Lower bound. */
  readonly low: number;
  /** Upper bound. */
  readonly high: number;
}

/** Results of untrained scores on a dataset. */
export interface Untrained {
  /** `mvtec`, `cifar10`, `mnist` or `fashion_mnist`. */
  readonly dataset: string;
  /** Each class is normal once. */
  readonly protocol: "one-class";
  /** Results by category or class. */
  readonly categories: Readonly<
    Record<
      string,
      & {
        /** Number of images in the official test split. */
        readonly testImages: number;
      }
      & Readonly<Record<UntrainedScore, UntrainedAuroc>>
    >
  >;
}

/**
 * Scores the official test split by each image's roughness, brightness and contrast: nothing is
 * trained, and the training images are not used.
 *
 * @param folder Folder of CIFAR-10, MNIST or Fashion-MNIST, for all classes at their own size; or of
 * one category in MVTec AD's layout, for gray images at 256 pixels.
 * @throws {InputError} If the folder holds neither.
 */
export async function untrainedAurocs(folder: string): Promise<Untrained> {
  const collection = await openCollection(folder);
  if (!collection) {
    const { dataset, name, source, test } = await openDataset({ data: folder });
    const images = await source.decode(test, { size: 256, channels: 1 });
    const labels = new Map([[name, test.map(({ label }) => label)]]);
    return { dataset, protocol: "one-class", categories: await aurocsOf(images, labels) };
  }
  const { dataset, classes, source, test } = collection;
  const { test: files } = oneClass(collection, { class: classes[0] });
  const channels = await source.channels(files);
  const size = Number.parseInt(await source.size(files[0]!.path)); // as stored: `28×28`
  const images = await source.decode(files, { size, channels });
  const labels = new Map(
    classes.map((name, index) => [name, test.map(({ label }) => label === index ? 0 : 1)]),
  );
  return { dataset, protocol: "one-class", categories: await aurocsOf(images, labels) };
}

async function aurocsOf(
  images: ImageSet,
  labels: ReadonlyMap<string, readonly (0 | 1)[]>,
): Promise<Untrained["categories"]> {
  const pixels = await images.read(images.files.map((_, i) => i));
  const scores = UNTRAINED_SCORES.map((name) => [name, SCORES[name](pixels, images)] as const);
  return Object.fromEntries([...labels].map(([name, own]) => {
    const aurocOf = (scores: Float64Array) => {
      const { low, high } = deLongInterval(scores, own);
      return { value: auroc(scores, own), low, high };
    };
    const aurocs = Object.fromEntries(scores.map(([name, values]) => [name, aurocOf(values)]));
    return [name, {
      testImages: own.length,
      ...aurocs as Record<UntrainedScore, UntrainedAuroc>,
    }];
  }));
}

/**
 * Makes one row per category: the AUROCs of the untrained scores and of methods, in percent, on the same
 * test images; runs on others, and those that learnt nothing, are left out. The value is the mean over
 * the seeds of one configuration: of several, the one with most seeds, then with most training images.
 * Variants of a method are methods of their own.
 *
 * @param records Records; those of other datasets and protocols are left out.
 * @param methods Names of methods, `ae` or `ae[bottleneck]`; one column each.
 * @param score The score behind the methods' AUROCs; records without it are left out.
 *
 * @example
 * ```ts
 * import { besideUntrained, type Untrained } from "./untrained.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const untrained: Untrained = JSON.parse(
 *   await Deno.readTextFile("data/results/untrained/mvtec.json"),
 * );
 * const rows = besideUntrained(untrained, [], ["daad"]);
 * assertEquals(rows["screw"]?.brightness, "100.0"); // no screw needs to be looked at
 * ```
 */
export function besideUntrained(
  { dataset, protocol, categories }: Untrained,
  records: readonly RunRecord[],
  methods: readonly string[],
  score: ScoreName = "own",
): Record<string, Record<string, string>> {
  const own = records.filter((record) =>
    record.dataset === dataset && record.protocol === protocol
  );
  return Object.fromEntries(
    Object.entries(categories).map(([category, untrained]) => {
      const columns = methods.map((method) => {
        const runs = own.filter((run) =>
          runName(run) === method && run.category === category && isTrained(run) &&
          run.data.testNormal + run.data.testAnomalous === untrained.testImages
        );
        const values = oneConfiguration(runs)
          .flatMap((run) => imageMetrics(run, score)?.imageAuroc.value ?? []);
        return [method, percent(values)];
      });
      return [category, {
        ...Object.fromEntries(
          UNTRAINED_SCORES.map((name) => [name, percent([untrained[name].value])]),
        ),
        ...Object.fromEntries(columns),
      }];
    }),
  );
}

/** The runs of the configuration that has most of them, then most training images. */
function oneConfiguration(runs: readonly RunRecord[]): readonly RunRecord[] {
  const alike = Map.groupBy(
    runs,
    ({ configHash, data, backend }) =>
      JSON.stringify([configHash, data.trainingImages, backend.precision]),
  ).values();
  const trainedOn = (group: readonly RunRecord[]) => group[0]!.data.trainingImages;
  return [...alike].toSorted((a, b) => b.length - a.length || trainedOn(b) - trainedOn(a))[0] ?? [];
}

function percent(values: readonly number[]): string {
  if (values.length === 0) return "–";
  return (100 * values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(1);
}
