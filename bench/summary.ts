/**
 * Summarises the rounds of a benchmark.
 *
 * @module
 */
import type { RunRecord } from "../lib/experiment/record.ts";
import type { CaseName, sizesOf, Timing } from "./cases.ts";
import { findMethod } from "../lib/methods/registry.ts";
import { formatGrid } from "../lib/experiment/table/markdown_grid.ts";

/** What `bench/limit.ts` prints. */
export interface Limit {
  readonly gflop: number;
  readonly peak_gflops: number;
  readonly limit_ms: number;
  /** All products one by one, each at its best. */
  readonly products_alone_ms: number;
  /** All ops one by one. */
  readonly all_alone_ms: number;
  /** The same by kind of op, the longest first. */
  readonly profile: readonly { readonly op: string; readonly count: number; readonly ms: number }[];
}

/** One entry a variant: the median of the rounds' medians, the extremes over all samples. */
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
    };
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/** A case as lines for the terminal. */
export function formatCase(name: string, results: readonly Timing[], limit?: Limit): string {
  const eager = results.find(({ variant }) => variant === "torch-eager");
  const lines = results.map(({ variant, median_ms, min_ms, max_ms, samples, first_ms, peak_mb }) =>
    `  ${variant.padEnd(20)} ${median_ms.toFixed(1).padStart(7)} ms ` +
    `[${min_ms.toFixed(1)}, ${max_ms.toFixed(1)}]`.padEnd(20) + ` of ${samples}, ` +
    (eager ? `${(eager.median_ms / median_ms).toFixed(2)}× PyTorch eager, ` : "") +
    `first after ${(first_ms / 1000).toFixed(1)} s, peak ${peak_mb.toFixed(0)} MB`
  );
  const bound = limit
    ? [
      `  ${"limit".padEnd(20)} ${limit.limit_ms.toFixed(1).padStart(7)} ms: ` +
      `${limit.gflop.toFixed(1)} GFLOP at ${limit.peak_gflops.toFixed(0)} GFLOP/s; its products ` +
      `one by one ${limit.products_alone_ms.toFixed(1)} ms, all ops ` +
      `${limit.all_alone_ms.toFixed(1)} ms`,
    ]
    : [];
  return [name, ...lines, ...bound].join("\n");
}

/** The content of `bench/results/<case>.json`. */
export interface StoredCase {
  readonly machine: RunRecord["machine"];
  readonly code: RunRecord["code"];
  readonly sizes: ReturnType<typeof sizesOf>;
  readonly results: readonly Timing[];
  readonly limit?: Limit;
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

/** Milliseconds of all variants: one row a case. */
export function formatSpeed(cases: readonly StoredCase[]): string {
  const titled = cases.map((stored) => ({ ...stored, title: titleOf(stored) }))
    .filter(({ title }) => title !== undefined);
  const rows = titled.map(({ title, results, limit }) => [
    title!,
    ...Object.keys(VARIANTS).map((variant) => {
      const result = results.find((result) => result.variant === variant);
      return result ? formatMs(result.median_ms) : "–";
    }),
    limit ? formatMs(limit.limit_ms) : "–",
  ]);
  return formatGrid(["Milliseconds", ...Object.values(VARIANTS), "limit"], rows);
}

/** Training images a second of the other methods: one row a method. */
export function formatMethodSpeed(cases: readonly StoredCase[]): string {
  const rows = cases.filter((stored) => titleOf(stored) === undefined).map(({ results, sizes }) => {
    const rate = (variant: string) => {
      const result = results.find((result) => result.variant === variant);
      return result && sizes.batch / result.median_ms * 1000;
    };
    const torch = results.map(({ variant }) => variant).filter((name) => name.startsWith("torch"));
    const fastest = Math.max(...torch.map((variant) => rate(variant)!));
    const ours = rate("compiled")!;
    return [
      findMethod(sizes.method).title,
      ours.toFixed(0),
      ...["torch-eager", "torch-channels-last", "torch-compile"].map((variant) =>
        rate(variant)?.toFixed(0) ?? "–"
      ),
      torch.length > 0 ? `${(ours / fastest).toFixed(2)}×` : "–",
    ];
  });
  if (rows.length === 0) return "Not measured yet.";
  const titles = ["torch-eager", "torch-channels-last", "torch-compile"].map((v) => VARIANTS[v]!);
  return formatGrid(
    ["Training images/s, 32², batch 64", "compiled", ...titles, "against PyTorch's fastest"],
    rows,
  );
}

function titleOf({ results }: StoredCase): string | undefined {
  return TITLES[results[0]!.case as CaseName];
}

function formatMs(ms: number): string {
  return ms < 100 ? ms.toFixed(1) : ms.toFixed(0);
}
