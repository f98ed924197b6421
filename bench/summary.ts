/**
 * Summarises the rounds of a benchmark.
 *
 * @module
 */
import { median } from "../lib/metrics/statistics/median.ts";
import type { RunRecord } from "../lib/record/run/record.ts";
import { formatGrid } from "../lib/record/table/markdown_grid.ts";
import { findMethod } from "../lib/registry/registry.ts";
import type { CaseName, sizesOf, Timing } from "./cases.ts";
import { formatOutcome, goalLines, outcomes } from "./goals.ts";
import { formatWithout, PRECISIONS, type Ratio, ratioTo } from "./ratio.ts";
import type { Work } from "./recorded_step.ts";

/** The output of `bench/limit.ts`. */
export interface Limit {
  readonly gflop: number;
  readonly peak_gflops: number;
  readonly limit_ms: number;
  /** Time of all products, run one by one, each at its best. */
  readonly products_alone_ms: number;
  /** Time of all ops, run one by one. */
  readonly all_alone_ms: number;
  /** Time by kind of op, the longest first. */
  readonly profile: readonly { readonly op: string; readonly count: number; readonly ms: number }[];
  /** Number of ops in the step; the update counts as one. */
  readonly ops?: number;
  /** Microseconds that each op takes besides computing. */
  readonly dispatch_us?: number;
}

/** Makes one entry per variant: the median of the rounds' medians, and the extremes over all samples. */
export function summarise(timings: readonly Timing[]): Timing[] {
  return Object.values(Object.groupBy(timings, ({ variant }) => variant)).map((rounds) => {
    const of = (key: "median_ms" | "first_ms") => rounds!.map((round) => round[key]);
    return {
      case: rounds![0]!.case,
      variant: rounds![0]!.variant,
      median_ms: median(of("median_ms")),
      min_ms: Math.min(...rounds!.map((round) => round.min_ms)),
      max_ms: Math.max(...rounds!.map((round) => round.max_ms)),
      samples: rounds!.reduce((n, round) => n + round.samples, 0),
      first_ms: median(of("first_ms")),
      peak_mb: Math.max(...rounds!.map((round) => round.peak_mb)),
      own_mb: Math.max(...rounds!.map((round) => round.own_mb ?? NaN)) || undefined,
    };
  });
}

/** Formats a case as lines for the terminal. */
export function formatCase(name: string, results: readonly Timing[], limit?: Limit): string {
  const eager = results.find(({ variant }) => variant === "torch-eager");
  const lines = results.map((
    { variant, median_ms, min_ms, max_ms, samples, first_ms, ...memory },
  ) =>
    `  ${variant.padEnd(20)} ${median_ms.toFixed(1).padStart(7)} ms ` +
    `[${min_ms.toFixed(1)}, ${max_ms.toFixed(1)}]`.padEnd(20) + ` of ${samples}, ` +
    (eager ? `${(eager.median_ms / median_ms).toFixed(2)}× PyTorch eager, ` : "") +
    `first after ${(first_ms / 1000).toFixed(1)} s, peak ${memory.peak_mb.toFixed(0)} MB` +
    (memory.own_mb ? ` (${memory.own_mb.toFixed(0)} its own)` : "")
  );
  const bound = limit
    ? [
      `  ${"limit".padEnd(20)} ${limit.limit_ms.toFixed(1).padStart(7)} ms: ` +
      `${limit.gflop.toFixed(1)} GFLOP at ${limit.peak_gflops.toFixed(0)} GFLOP/s; its products ` +
      `one by one ${limit.products_alone_ms.toFixed(1)} ms, all ops ` +
      `${limit.all_alone_ms.toFixed(1)} ms` +
      (limit.ops && limit.dispatch_us
        ? `; ${limit.ops} ops at ${limit.dispatch_us.toFixed(1)} µs besides`
        : ""),
    ]
    : [];
  const goals = goalLines(results).map((line) => `  ${line}`);
  return [name, ...lines, ...bound, ...goals].join("\n");
}

/** The content of `bench/results/<processor>/<case>.json`. */
export interface StoredCase {
  /** Name and instruction set; see `processor.ts`. */
  readonly processor: string;
  readonly machine: RunRecord["machine"];
  readonly code: RunRecord["code"];
  readonly sizes: ReturnType<typeof sizesOf>;
  readonly results: readonly Timing[];
  readonly limit?: Limit;
  /** Work of a step, the same on both sides; present where PyTorch was measured. */
  readonly work?: Work;
}

const TITLES: Readonly<Partial<Record<CaseName, string>>> = {
  "train-256": "DAAD, step, 256², batch 8",
  "train-128": "DAAD, step, 128², batch 8",
  "train-32": "DAAD, step, 32², batch 64",
  "train-plus-128": "DAAD+, step, 128², batch 8",
  "score-256-1": "scoring, 256², batch 1",
  "score-256-16": "scoring, 256², batch 16",
};

const VARIANTS: Readonly<Record<string, string>> = {
  "eager": "op by op",
  "compiled": "compiled",
  "compiled-bf16": "compiled, bf16",
  "wasm": "WebAssembly",
  "torch-eager": "PyTorch eager",
  "torch-channels-last": "channels last",
  "torch-compile": "`torch.compile`",
  "torch-bf16": "bf16 autocast",
};

/**
 * Formats the milliseconds of all variants, one row per case and one table per processor, with the
 * ratios to the fastest of PyTorch's variants with the same arithmetic, including those below 1.
 */
export function formatSpeed(cases: readonly StoredCase[]): string {
  const titled = cases.filter((stored) => titleOf(stored) !== undefined);
  return eachProcessor(titled, (cases) => {
    const rows = cases.map(({ results, limit }) => [
      titleOf({ results })!,
      ...Object.keys(VARIANTS).map((variant) => {
        const result = results.find((result) => result.variant === variant);
        return result ? formatMs(result.median_ms) : "–";
      }),
      limit ? formatMs(limit.limit_ms) : "–",
      PRECISIONS.map(({ ours, peers }) => formatRatio(ratioTo(results, ours, peers))).join(", "),
    ]);
    return formatGrid(
      ["Milliseconds", ...Object.values(VARIANTS), "limit", "against PyTorch's fastest, bf16"],
      rows,
    );
  });
}

/** Images per step of most methods. */
const BATCH = 64;

/**
 * Formats training images per second of the other methods: one row per method, one table per
 * processor.
 */
export function formatMethodSpeed(cases: readonly StoredCase[]): string {
  const others = cases.filter((stored) => titleOf(stored) === undefined);
  if (others.length === 0) return "Not measured yet.";
  return eachProcessor(others, (cases) => {
    const [{ ours, peers }] = PRECISIONS;
    const rows = cases.map(({ results, sizes }) => [
      findMethod(sizes.method).title + (sizes.batch === BATCH ? "" : `, batch ${sizes.batch}`),
      ...[ours, ...peers].map((variant) => {
        const result = results.find((result) => result.variant === variant);
        return result ? (sizes.batch / result.median_ms * 1000).toFixed(0) : "–";
      }),
      formatRatio(ratioTo(results, ours, peers)),
    ]);
    const titles = peers.map((variant) => VARIANTS[variant]!);
    return formatGrid(
      [
        `Training images/s, 32², batch ${BATCH}`,
        "compiled",
        ...titles,
        "against PyTorch's fastest",
      ],
      rows,
    );
  });
}

/** Formats the goals of all cases, those that are missed as well. */
export function formatGoals(cases: readonly StoredCase[]): string {
  const measured = cases.filter(({ results }) => outcomes(results).length > 0);
  return eachProcessor(measured, (cases) => {
    const rows = cases.flatMap((stored) =>
      outcomes(stored.results).map((outcome) => [
        titleOf(stored) ?? `${findMethod(stored.sizes.method).title}, step, 32²`,
        outcome.of,
        formatOutcome(outcome),
      ])
    );
    return formatGrid(["Case", "goal of", "against the best PyTorch"], rows);
  });
}

/**
 * Says how many times as fast as the fastest of PyTorch's variants the cases are in float32, from the
 * worst to the best of each processor. A case without one of these variants is left out: that variant
 * may be the fastest.
 */
export function formatSpeedRange(cases: readonly StoredCase[]): string {
  const [{ ours, peers }] = PRECISIONS;
  const ranges = [...Map.groupBy(cases, ({ processor }) => processor)].flatMap(
    ([processor, of]) => {
      const ratios = of.flatMap(({ results }) => {
        const ratio = ratioTo(results, ours, peers);
        return ratio && ratio.without.length === 0 ? [ratio.value] : [];
      });
      if (ratios.length === 0) return [];
      const [worst, best] = [Math.min(...ratios), Math.max(...ratios)];
      return [`${worst.toFixed(2)} to ${best.toFixed(2)}× (${processor})`];
    },
  );
  return "Float32 speed over PyTorch's best (eager, channels last, compiled): " +
    `${ranges.join(", ")}.`;
}

function eachProcessor(
  cases: readonly StoredCase[],
  table: (cases: readonly StoredCase[]) => string,
): string {
  return [...Map.groupBy(cases, ({ processor }) => processor)]
    .map(([processor, of]) => `${processor}, ${of[0]!.machine.cores} cores:\n\n${table(of)}`)
    .join("\n\n");
}

function formatRatio(ratio: Ratio | undefined): string {
  return ratio ? `${ratio.value.toFixed(2)}×${formatWithout(ratio)}` : "–";
}

function titleOf({ results }: Pick<StoredCase, "results">): string | undefined {
  return TITLES[results[0]!.case as CaseName];
}

function formatMs(ms: number): string {
  return ms < 100 ? ms.toFixed(1) : ms.toFixed(0);
}
