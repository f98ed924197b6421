/**
 * Estimates how long the full setting would take, for docs/tables.
 *
 * @module
 */
import { MVTEC_CATEGORIES } from "../../lib/data/mod.ts";
import { listCells } from "../../lib/experiment/plan/cells.ts";
import type { Plan } from "../../lib/experiment/plan/plan.ts";
import type { RunRecord } from "../../lib/record/run/record.ts";
import { formatGrid } from "../../lib/record/table/markdown_grid.ts";
import { METHODS } from "../../lib/registry/registry.ts";
import { changedFields } from "./changed_fields.ts";
import { formatDuration } from "./duration.ts";

/** Approximate number of training images per class; MNIST's classes have 5,421 to 6,742. */
const CLASS_IMAGES: Readonly<Record<string, number>> = { cifar10: 5000, mnist: 6000 };

/** A method on a dataset, all runs together. */
interface Estimate {
  readonly runs: number;
  readonly hours: number;
}

/** Fields that decide how much is learnt, or what for, but not how long an image takes. */
const FREE = [
  ...["steps", "batchSize", "learningRate", "decayAt", "decayFactor", "baseWidth", "widen"],
  ...["temperature", "augmentation", "score"],
];

/**
 * Estimates training hours of each method's runs in profile `paper` on one thread of the machine of the
 * records: the least time per image and epoch of any record of the same network and losses, times
 * images, epochs and pixels. Where only networks of other widths were measured, the square of the width
 * is another factor.
 *
 * @param plans The columns.
 * @param faster How many times faster a better machine is, for the last row.
 */
export async function formatHours(
  plans: readonly Plan[],
  records: readonly RunRecord[],
  faster: number,
): Promise<string> {
  const rows = await Promise.all(METHODS.map(async ({ id, title }) => {
    const estimates = await Promise.all(plans.map((plan) => estimate(plan, id, records)));
    return { title, estimates };
  }));
  const known = rows.filter(({ estimates }) => estimates.some((of) => of !== undefined));
  const totals = plans.map((_, i) =>
    known.reduce((sum, { estimates }) => sum + (estimates[i]?.hours ?? 0), 0)
  );
  return formatGrid(["Method", ...plans.map(({ title }) => title)], [
    ...known.map(({ title, estimates }) => [title, ...estimates.map(formatEstimate)]),
    ["Together", ...totals.map(formatDuration)],
    [`${faster} times faster`, ...totals.map((total) => formatDuration(total / faster))],
  ]);
}

async function estimate(
  plan: Plan,
  id: string,
  records: readonly RunRecord[],
): Promise<Estimate | undefined> {
  if (!plan.variants.some(({ method }) => method === id)) return undefined;
  const own = records.filter((run) =>
    run.method === id && run.dataset === plan.dataset && run.epochs > 0 &&
    run.backend.threads === 1
  );
  const choice = { profile: "paper", methods: [id], precision: "fp32" } as const;
  const cells = await listCells(plan, choice);
  const method = METHODS.find((method) => method.id === id)!;
  const each = cells.map(({ category, imageSize, overrides }) => {
    const trainingImages = MVTEC_CATEGORIES.get(category)?.train ?? CLASS_IMAGES[plan.dataset]!;
    const channels = plan.dataset === "mnist" ? 1 : 3;
    const config = method.resolve(overrides, { imageSize, channels, trainingImages }, id);
    const work = workOf(id, { ...config }, trainingImages);
    const alike = own
      .filter(({ config, data }) => workOf(id, config, data.trainingImages) === work);
    const asWide = alike.filter((run) => widthOf(run.config) === widthOf({ ...config }));
    const costs = (asWide.length > 0 ? asWide : alike).map(({ config, data, epochs, seconds }) =>
      seconds.training / (epochs * data.trainingImages * sizeOf(config))
    );
    const passes = Number((config as { epochs?: number }).epochs ?? 0) * trainingImages;
    return costs.length > 0
      ? Math.min(...costs) * passes * sizeOf({ ...config }) / 3600
      : undefined;
  });
  const known = each.filter((hours) => hours !== undefined);
  return known.length < each.length
    ? undefined
    : { runs: cells.length, hours: known.reduce((sum, hours) => sum + hours, 0) };
}

/** Equal for configurations whose images take equally long, apart from size and width. */
function workOf(
  method: string,
  config: Readonly<Record<string, unknown>>,
  trainingImages: number,
): string {
  return JSON.stringify(
    changedFields(method, config, trainingImages)
      .filter(([path]) => !FREE.includes(path.split(".")[0]!))
      .sort(([a], [b]) => a < b ? -1 : 1),
  );
}

/**
 * The factor that the work of an image is proportional to: its pixels times the square of the
 * network's width.
 */
function sizeOf(config: Readonly<Record<string, unknown>>): number {
  return (Number(config.imageSize) * widthOf(config)) ** 2;
}

/** Channels of the first level, or the factor that widens all of them. */
function widthOf(config: Readonly<Record<string, unknown>>): number {
  return Number(config.baseWidth ?? config.widen ?? 1);
}

function formatEstimate(of: Estimate | undefined): string {
  return of === undefined ? "" : `${of.runs} runs, ${formatDuration(of.hours)}`;
}
