/** Records of runs that never ran. */
import { type DatasetName, officialImages, type Protocol } from "../../../lib/data/mod.ts";
import {
  type CalibrationOptions,
  defaultCalibration,
} from "../../../lib/detector/calibration/options.ts";
import type { ErrorStatistic } from "../../../lib/detector/contract/error_facts.ts";
import { configHash } from "../../../lib/record/run/config_hash.ts";
import type { ImageMetrics, RecordedMetric, RunRecord } from "../../../lib/record/run/record.ts";
import { type Entry, toEntry } from "../../../lib/record/table/entry.ts";
import { findMethod } from "../../../lib/registry/registry.ts";
import { PLAIN_RECORD } from "../plain_record.ts";

/** Differences from a run of DAAD with its defaults on MVTec AD's bottle. */
export interface RunFacts {
  readonly file?: string;
  readonly method?: string;
  readonly dataset?: DatasetName;
  readonly protocol?: Protocol;
  readonly category?: string;
  readonly seed?: number;
  readonly imageSize?: number;
  readonly channels?: 1 | 3;
  readonly trainingImages?: number;
  /** Fields of the configuration that differ from the defaults. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  readonly precision?: string;
  readonly backend?: string;
  readonly devices?: readonly string[];
  readonly flags?: Readonly<Record<string, string>>;
  readonly fingerprint?: string;
  readonly seconds?: number;
  /** Image AUROC; its interval extends half a percent to both sides. */
  readonly value?: number;
  readonly pixelAuroc?: number;
  /** Image AUROC by each statistic of the error; if absent, the record has none. */
  readonly statistics?: Partial<Readonly<Record<ErrorStatistic | "calibrated", number>>>;
  /** Image AUROC of the blur, plain and calibrated; if absent, the record has no controls. */
  readonly blur?: readonly [number, number];
  /** Which statistic is the method's own. Default: none. */
  readonly own?: ErrorStatistic;
  readonly partial?: string;
  /** Test images; if absent, all of the official set. */
  readonly tested?: number;
  /** Options of the calibration that differ from the defaults. */
  readonly calibration?: Partial<CalibrationOptions>;
  /** Why nothing was learnt. */
  readonly untrained?: string;
}

function metric(value: number): RecordedMetric {
  return { value, low: value - 0.005, high: value + 0.005, level: 0.95, replicates: 2000 };
}

function imageMetrics(value: number): ImageMetrics {
  return {
    imageAuroc: metric(value),
    imageAveragePrecision: metric(value),
    imageF1Max: { value, threshold: 1 },
    imageFalsePositiveRate95: 1 - value,
  };
}

const LEARNING = { images: 4, scores: { training: 1, heldOut: 1, heldOutAbove: 0.5 } } as const;

/** A complete record with these facts. */
export async function someRecord(facts: RunFacts = {}): Promise<RunRecord> {
  const { method = "daad", category = "bottle", seconds = 60, value = 0.9 } = facts;
  const { dataset = "mvtec" } = facts;
  const { imageSize = 128, channels = 3, trainingImages = 209 } = facts;
  const config: Record<string, unknown> = {
    ...findMethod(method)
      .resolve(facts.overrides ?? {}, { imageSize, channels, trainingImages }, "test"),
  };
  const { tested = officialImages(dataset, category)?.test ?? 100 } = facts;
  return {
    ...PLAIN_RECORD,
    method,
    dataset,
    category,
    protocol: facts.protocol ?? "one-class",
    seed: facts.seed ?? 0,
    configHash: await configHash(config),
    config,
    backend: {
      ...PLAIN_RECORD.backend,
      id: facts.backend ?? "tensorflow",
      devices: [...(facts.devices ?? ["CPU"])],
      precision: facts.precision ?? "fp32",
      flags: { ...facts.flags },
    },
    data: {
      ...PLAIN_RECORD.data,
      fingerprint: facts.fingerprint ?? `images of ${category}`,
      trainingImages,
      testAnomalous: tested - PLAIN_RECORD.data.testNormal,
      ...(facts.partial !== undefined && { partial: facts.partial }),
    },
    epochs: Number(config.epochs),
    seconds: { training: seconds / 2, scoring: seconds / 4, total: seconds },
    metrics: {
      ...imageMetrics(value),
      ...(facts.pixelAuroc === undefined ? {} : { pixelAuroc: metric(facts.pixelAuroc) }),
    },
    ...(facts.statistics && {
      statistics: {
        own: facts.own ?? "own",
        sigma: 0,
        ...Object.fromEntries(
          Object.entries(facts.statistics).map(([name, of]) => [name, imageMetrics(of)]),
        ),
      },
    }),
    ...(facts.calibration && {
      calibration: {
        options: { ...defaultCalibration(imageSize), ...facts.calibration },
        of: "pixels" as const,
        images: trainingImages,
        line: { slope: 0, offset: 0, spread: 1 },
        seconds: 1,
      },
    }),
    ...(facts.blur && {
      controls: { blur: { own: { value: facts.blur[0] }, calibrated: { value: facts.blur[1] } } },
    }),
    diagnostics: facts.untrained === undefined
      ? {}
      : { learning: { ...LEARNING, trained: false, reason: facts.untrained } },
    losses: Array.from({ length: 50 }, (_, epoch) => ({ reconstruction: 1 / (epoch + 1) })),
  };
}

/** Such a record, as tables read it. */
export async function someEntry(facts: RunFacts = {}): Promise<Entry> {
  const { method = "daad", category = "bottle", seed = 0 } = facts;
  const file = facts.file ?? `${method}/${category}/${seed}/record.json`;
  return await toEntry(file, await someRecord(facts));
}

/** Several entries. */
export function someEntries(...facts: readonly RunFacts[]): Promise<Entry[]> {
  return Promise.all(facts.map(someEntry));
}
