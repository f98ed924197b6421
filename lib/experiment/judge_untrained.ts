/**
 * Compares methods with scores that have learnt nothing, in one row per method.
 *
 * @module
 */
import { rankCorrelation } from "../metrics/mod.ts";
import type { HtmlTable } from "../report/figure.ts";
import { rowsTable } from "../report/rows_table.ts";

/** The columns of `besideUntrained` that need no training. */
const UNTRAINED = ["roughness", "brightness"] as const;

/**
 * Says for each method in how many categories it is above both untrained scores, in which it is not,
 * and how closely its AUROCs follow those of roughness.
 *
 * @param rows From `besideUntrained`.
 *
 * @example
 * ```ts
 * import { judgeUntrained } from "./judge_untrained.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { text } = judgeUntrained({
 *   ship: { roughness: "60.0", brightness: "40.0", ae: "65.0" },
 *   frog: { roughness: "40.0", brightness: "55.0", ae: "50.0" },
 *   bird: { roughness: "50.0", brightness: "45.0", ae: "–" },
 * });
 * assertEquals(text.split("\n").at(-1)!.split(/ {2,}/), ["ae", "1 of 2", "frog", "–"]);
 * ```
 */
export function judgeUntrained(
  rows: Readonly<Record<string, Readonly<Record<string, string>>>>,
): HtmlTable {
  const methods = Object.keys(Object.values(rows)[0] ?? {})
    .filter((name) => !UNTRAINED.some((untrained) => untrained === name));
  return rowsTable(
    "Beyond the untrained scores",
    methods.map((method) => ({ method, ...judgeMethod(method, rows) })),
  );
}

function judgeMethod(
  method: string,
  rows: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Record<string, string> {
  const measured = Object.entries(rows).flatMap(([category, values]) => {
    const value = Number(values[method]);
    const untrained = UNTRAINED.map((name) => Number(values[name]));
    return Number.isNaN(value) ? [] : [{ category, value, untrained }];
  });
  const not = measured.filter(({ value, untrained }) => value <= Math.max(...untrained))
    .map(({ category }) => category);
  const above = `${measured.length - not.length} of ${measured.length}`;
  return {
    "above both in": measured.length === 0 ? "no record" : above,
    "not in": not.length === 0 ? "–" : not.join(", "),
    "rank correlation with roughness": followsRoughness(measured),
  };
}

/** With fewer categories a rank correlation means little. */
const LEAST_CATEGORIES = 5;

/** Rank correlation of the AUROCs with those of roughness: `0.91`. */
function followsRoughness(
  measured: readonly { readonly value: number; readonly untrained: readonly number[] }[],
): string {
  if (measured.length < LEAST_CATEGORIES) return "–";
  const correlation = rankCorrelation(
    measured.map(({ value }) => value),
    measured.map(({ untrained }) => untrained[0]!),
  );
  return correlation.toFixed(2).replace("-", "−");
}
