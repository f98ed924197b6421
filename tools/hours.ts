/**
 * Estimates how long the full setting would take, for docs/tables.
 *
 * @module
 */
import { MVTEC_CATEGORIES } from "../lib/data/mod.ts";
import type { RunRecord } from "../lib/record/record.ts";
import { listCells } from "../lib/experiment/plan/cells.ts";
import type { Plan } from "../lib/experiment/plan/plan.ts";
import { formatGrid } from "../lib/record/table/markdown_grid.ts";
import { METHODS } from "../lib/registry/registry.ts";

/** Approximate number of training images per class; MNIST's classes have 5,421 to 6,742. */
const CLASS_IMAGES: Readonly<Record<string, number>> = { cifar10: 5000, mnist: 6000 };

/** A method on a dataset, all runs together. */
interface Estimate {
  readonly runs: number;
  readonly hours: number;
}

/**
 * Estimates training hours of each method's runs in profile `paper` on the machine of the records:
 * the least time per image and epoch of any record, times images, epochs, pixels and the square of
 * the network's width.
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
    ["Together", ...totals.map(hours)],
    [`${faster} times faster`, ...totals.map((total) => hours(total / faster))],
  ]);
}

async function estimate(
  plan: Plan,
  id: string,
  records: readonly RunRecord[],
): Promise<Estimate | undefined> {
  const costs = records
    .filter((run) => run.method === id && run.dataset === plan.dataset && run.epochs > 0)
    .map((run) =>
      run.seconds.training / (run.epochs * run.data.trainingImages * sizeOf(run.config))
    );
  if (costs.length === 0 || !plan.variants.some(({ method }) => method === id)) return undefined;
  const choice = { profile: "paper", methods: [id], precision: "fp32" } as const;
  const cells = await listCells(plan, choice);
  const method = METHODS.find((method) => method.id === id)!;
  const hours = cells.reduce((sum, { category, imageSize, overrides }) => {
    const trainingImages = MVTEC_CATEGORIES.get(category)?.train ?? CLASS_IMAGES[plan.dataset]!;
    const channels = plan.dataset === "mnist" ? 1 : 3;
    const config = method.resolve(overrides, { imageSize, channels, trainingImages }, id);
    const passes = Number((config as { epochs?: number }).epochs ?? 0) * trainingImages;
    return sum + Math.min(...costs) * passes * sizeOf({ ...config }) / 3600;
  }, 0);
  return { runs: cells.length, hours };
}

/**
 * The factor that the work of an image is proportional to: its pixels times the square of the
 * network's width.
 */
function sizeOf(config: Readonly<Record<string, unknown>>): number {
  const width = Number(config.baseWidth ?? config.widen ?? 1);
  return (Number(config.imageSize) * width) ** 2;
}

function formatEstimate(of: Estimate | undefined): string {
  return of === undefined ? "" : `${of.runs} runs, ${hours(of.hours)}`;
}

function hours(value: number): string {
  return value < 10 ? `${value.toFixed(1)} h` : `${Math.round(value).toLocaleString("en")} h`;
}
