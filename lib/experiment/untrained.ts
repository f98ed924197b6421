/**
 * What a score that has learnt nothing reaches, beside what methods reach.
 *
 * @module
 */
import { oneClass, openCollection } from "../data/mod.ts";
import { InputError } from "../errors.ts";
import { auroc, deLongInterval, totalVariation } from "../metrics/mod.ts";
import type { RunRecord } from "./record.ts";

/** The image AUROC of an untrained score on each class. */
export interface Untrained {
  /** `cifar10`, `mnist` or `fashion_mnist`. */
  readonly dataset: string;
  /** Each class is normal once. */
  readonly protocol: "one-class";
  readonly score: "total variation";
  /** All of the official test split. */
  readonly testImages: number;
  /** By class, 0 … 1, with DeLong's interval of 95 %. */
  readonly imageAuroc: Readonly<Record<string, { value: number; low: number; high: number }>>;
}

/**
 * Scores the official test split, in its own size, by each image's total variation: nothing is
 * trained.
 *
 * @param folder Of CIFAR-10, MNIST or Fashion-MNIST.
 * @throws {InputError} If the folder holds none of them.
 */
export async function untrainedAurocs(folder: string): Promise<Untrained> {
  const collection = await openCollection(folder);
  if (!collection) {
    throw new InputError(`${folder}: neither CIFAR-10 nor MNIST; name a folder with their files`);
  }
  const { dataset, classes, source, test } = collection;
  const { test: files } = oneClass(collection, { class: classes[0] });
  const channels = await source.channels(files);
  const size = Number.parseInt(await source.size(files[0]!.path)); // as stored: `28×28`
  const images = await source.decode(files, { size, channels });
  const scores = totalVariation(await images.read(files.map((_, i) => i)), images);
  return {
    dataset,
    protocol: "one-class",
    score: "total variation",
    testImages: files.length,
    imageAuroc: Object.fromEntries(classes.map((name, index) => {
      const labels = test.map(({ label }) => label === index ? 0 : 1);
      const { low, high } = deLongInterval(scores, labels);
      return [name, { value: auroc(scores, labels), low, high }];
    })),
  };
}

/**
 * One row a class: the untrained AUROC and that of methods, the mean where there are several records;
 * in percent.
 *
 * @param records Those of other datasets and protocols are left out.
 * @param methods Ids; one column each.
 *
 * @example
 * ```ts
 * import { besideUntrained, type Untrained } from "./untrained.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const untrained: Untrained = JSON.parse(
 *   await Deno.readTextFile("data/results/untrained/mnist.json"),
 * );
 * const rows = besideUntrained(untrained, [], ["ae"]);
 * assertEquals(rows["1"], { untrained: "99.6", ae: "–" });
 * ```
 */
export function besideUntrained(
  { dataset, protocol, imageAuroc }: Untrained,
  records: readonly RunRecord[],
  methods: readonly string[],
): Record<string, Record<string, string>> {
  const own = records.filter((record) =>
    record.dataset === dataset && record.protocol === protocol
  );
  return Object.fromEntries(
    Object.entries(imageAuroc).map(([category, { value }]) => {
      const columns = methods.map((method) => {
        const runs = own.filter((run) => run.method === method && run.category === category);
        return [method, percent(runs.map(({ metrics }) => metrics.imageAuroc.value))];
      });
      return [category, { untrained: percent([value]), ...Object.fromEntries(columns) }];
    }),
  );
}

function percent(values: readonly number[]): string {
  if (values.length === 0) return "–";
  return (100 * values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(1);
}
