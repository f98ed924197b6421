/**
 * Reports what a dataset trains and tests on, before it does so.
 *
 * @module
 */
import { visible } from "../../visible.ts";
import { describeProtocol } from "../datasets/collection.ts";
import type { Dataset } from "../datasets/dataset.ts";
import { fingerprint, hashContents } from "../datasets/fingerprint.ts";
import { countImages } from "../datasets/official_counts.ts";
import type { ImageFile } from "../images/image_set.ts";
import type { Pair } from "./image_facts.ts";

/** The images of one type in one half of the data. */
export interface TypeCount {
  /** Which half of the data. */
  readonly split: "train" | "test";
  /** Name of the type: `good`, `broken_large`, `cat`. */
  readonly type: string;
  /** 0 = normal, 1 = anomalous. */
  readonly label: 0 | 1;
  /** Number of images. */
  readonly images: number;
  /** Number of those that have a mask. */
  readonly masks: number;
}

/** Counts, duplicates and identity of a dataset. */
export interface SplitReport {
  /** One entry per type, training first. */
  readonly types: readonly TypeCount[];
  /** Number of test images whose content is also trained on. */
  readonly duplicates: number;
  /** These images, each with a training image of the same content. */
  readonly copies: readonly Pair[];
  /** From `fingerprint`. */
  readonly fingerprint: string;
  /** Of the training images only; a training can be continued while it stays the same. */
  readonly trainingFingerprint: string;
  /** Of the test images only; runs that were tested on the same images can be compared. */
  readonly testFingerprint: string;
  /** Warnings for the user, one line each: those of the dataset, and those about duplicates. */
  readonly warnings: readonly string[];
}

/**
 * Counts images by type and finds test images that are also trained on, by their content.
 *
 * @throws {StoppedError} If `options.signal` is aborted.
 */
export async function reportSplit(
  dataset: Dataset,
  options: { readonly signal?: AbortSignal } = {},
): Promise<SplitReport> {
  const { train, test, heldOut = [], warnings } = dataset;
  const hashes = await hashContents(dataset, options);
  const trained = new Map(train.map(({ path }) => [hashes.get(path), path]));
  const copies = test.flatMap(({ path }): Pair[] => {
    const original = trained.get(hashes.get(path));
    return original === undefined ? [] : [{ test: path, train: original }];
  });
  const [first] = copies;
  const known = heldOut.filter(({ path }) => trained.has(hashes.get(path)));
  const [held] = known;
  return {
    types: [...countTypes("train", train), ...countTypes("test", test)],
    duplicates: copies.length,
    copies,
    fingerprint: fingerprint(dataset, hashes),
    trainingFingerprint: fingerprint({ train, test: [] }, hashes),
    testFingerprint: fingerprint({ train: [], test }, hashes),
    warnings: [
      ...warnings,
      ...(first
        ? [
          `${copies.length} test images are also trained on, for example ${first.test} is ` +
          first.train,
        ]
        : []),
      ...(held
        ? [
          `${known.length} images held out for thresholds are also trained on, so there will be more ` +
          `false alarms than stated: ${held.path} is ${trained.get(hashes.get(held.path))}`,
        ]
        : []),
    ],
  };
}

function countTypes(split: "train" | "test", files: readonly ImageFile[]): TypeCount[] {
  const groups = [...Map.groupBy(files, (file) => file.type)].sort(([a], [b]) => a < b ? -1 : 1);
  return groups.map(([type, group]) => ({
    split,
    type,
    label: group[0]!.label,
    images: group.length,
    masks: group.filter((file) => file.mask).length,
  }));
}

/** Name, protocol and counts in one line: `bottle (mvtec, one-class): 209 training, …`. */
export function describeSplit(dataset: Dataset): string {
  const { name, protocol } = dataset;
  const { train, testNormal, testAnomalous } = countImages(dataset);
  const how = dataset.choice.class === undefined ? "" : `: ${describeProtocol(protocol, name)}`;
  return `${name} (${dataset.dataset}, ${protocol}${how}): ${train} training, ${testNormal} normal ` +
    `and ${testAnomalous} anomalous test images`;
}

/** The report in lines for the terminal. */
export function formatSplit(dataset: Dataset, report: SplitReport): string {
  const listed = (split: "train" | "test") =>
    report.types.filter((entry) => entry.split === split)
      .map(({ type, images }) => `${type} ${images}`).join(", ");
  return [
    `data: ${describeSplit(dataset)}`,
    `      train: ${listed("train")}`,
    `      test: ${listed("test")}`,
    `      test images that are also trained on: ${report.duplicates || "none"}`,
    ...report.warnings.map((warning) => `warning: ${warning}`),
  ].map(visible).join("\n");
}
