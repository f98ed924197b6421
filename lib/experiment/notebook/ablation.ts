/**
 * The runs of an ablation: the variants of a plan on some categories.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { imageMetrics, type ScoreName } from "../../record/compare/statistic.ts";
import type { RunRecord } from "../../record/run/record.ts";
import { runOutcomes } from "../../record/table/outcomes.ts";
import type { Outcome } from "../../record/table/pairs.ts";
import type { Found, StoredRecord } from "../../record/table/read.ts";
import { summarize, type Summary } from "../../record/table/statistics.ts";
import { PLANS } from "../plan/plans.ts";

/** All seeds of one variant on one category. */
export interface AblationCell extends Summary {
  /** Id of a variant of the plan. */
  readonly variant: string;
  /** Name of the MVTec AD category. */
  readonly category: string;
  /** Image AUROCs in the order of seeds; none where one of the runs has learnt nothing. */
  readonly outcomes: readonly Outcome[];
  /** The first variant of the plan, if another one, that comes to the same configuration here. */
  readonly sameAs?: string;
  /** The runs, in the order of seeds. */
  readonly runs: readonly RunRecord[];
}

/**
 * Sorts records into cells by the folders that a sweep puts them in,
 * `<plan>/<profile>/<variant>/<category>/<run>/record.json`.
 *
 * The interval is over seeds, or, for one seed, over test images.
 */
export function ablationCells(
  plan: string,
  found: readonly StoredRecord[],
  score: ScoreName = "own",
): Found<AblationCell> {
  const known = PLANS.find(({ id }) => id === plan);
  if (!known) {
    const ids = PLANS.map(({ id }) => id).join(", ");
    throw new InputError(`Unknown plan ${plan}; expected one of ${ids}`);
  }
  const variantOf = (file: string) => file.split("/").at(-4);
  const variants = known.variants.map(({ id }) => id);
  const [runs, twice] = withoutRepeats(found, variantOf);
  const shown = runs.filter(({ record }) => imageMetrics(record, score));
  const firstOf = firstVariants(shown, variants, variantOf);
  const cells = variants.flatMap((variant) => {
    const own = shown.filter(({ file }) => variantOf(file) === variant);
    return [...Map.groupBy(own, ({ record }) => record.category)].map(([category, runs]) => {
      const records = runs.map(({ record }) => record).sort((a, b) => a.seed - b.seed);
      const summary = summarize(
        records.map((record) => imageMetrics(record, score)!.imageAuroc.value),
      );
      const first = runs.map(firstOf).find((name) => name !== variant);
      const { low, high, level } = imageMetrics(records[0]!, score)!.imageAuroc;
      const interval = summary.interval ?? { low, high, level, over: "images" as const };
      return {
        variant,
        category,
        outcomes: runOutcomes(records, score),
        ...(first !== undefined && { sameAs: first }),
        runs: records,
        ...summary,
        interval,
      };
    });
  });
  const strange = found.filter(({ file }) => !variants.includes(variantOf(file) ?? ""))
    .map(({ file }) => `${file}: is under no variant of ${plan}; left out`);
  return { found: cells, warnings: [...strange, ...twice] };
}

/** The runs without repeated ones of a variant, category and seed, and a warning for each of these. */
function withoutRepeats(
  found: readonly StoredRecord[],
  variantOf: (file: string) => string | undefined,
): [readonly StoredRecord[], readonly string[]] {
  const cells = Map.groupBy(
    found,
    ({ file, record }) => JSON.stringify([variantOf(file), record.category, record.seed]),
  );
  const repeated = new Map(
    [...cells.values()].flatMap((runs) => {
      const [first, ...others] = runs.toSorted((a, b) => a.file < b.file ? -1 : 1);
      return others.map((run) => [run, first!.file] as const);
    }),
  );
  return [
    found.filter((run) => !repeated.has(run)),
    [...repeated].map(([{ file }, first]) =>
      `${file}: the same variant, category and seed as ${first}; left out`
    ),
  ];
}

/**
 * For each run, the first variant with a run of the same configuration: at 64 pixels, for example,
 * blocks of one position are the same on every map, however many more were asked for.
 */
function firstVariants(
  runs: readonly StoredRecord[],
  variants: readonly string[],
  variantOf: (file: string) => string | undefined,
): (run: StoredRecord) => string | undefined {
  const keyOf = ({ record: { category, seed, configHash } }: StoredRecord) =>
    JSON.stringify([category, seed, configHash]);
  const known = new Map<string, string>();
  for (const variant of variants.toReversed()) {
    for (const run of runs) {
      if (variantOf(run.file) === variant) known.set(keyOf(run), variant);
    }
  }
  return (run) => known.get(keyOf(run));
}

/** The runs of a variant, for `pairOutcomes`. */
export function ablationOutcomes(cells: readonly AblationCell[], variant: string): Outcome[] {
  return cells.filter((cell) => cell.variant === variant).flatMap(({ outcomes }) => outcomes);
}
