/**
 * Compares methods with scores that have learnt nothing, in one row per method.
 *
 * @module
 */
import { rankCorrelation } from "../../metrics/mod.ts";
import type { HtmlTable } from "../../report/figure/figure.ts";
import { rowsTable } from "../../report/table/rows_table.ts";
import { UNTRAINED_SCORES } from "./untrained.ts";

/**
 * Says for each method in how many categories it is above all untrained scores, in which it is not,
 * and which of these its AUROCs follow most closely, by their rank correlation.
 *
 * @param rows From `besideUntrained`.
 *
 * @example
 * ```ts
 * import { judgeUntrained } from "./judge_untrained.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { text } = judgeUntrained({
 *   ship: { roughness: "60.0", brightness: "40.0", contrast: "50.0", ae: "65.0" },
 *   frog: { roughness: "40.0", brightness: "55.0", contrast: "50.0", ae: "50.0" },
 *   bird: { roughness: "50.0", brightness: "45.0", contrast: "50.0", ae: "–" },
 * });
 * assertEquals(text.split("\n").at(-1)!.split(/ {2,}/), ["ae", "1 of 2", "frog", "–"]);
 * ```
 */
export function judgeUntrained(
  rows: Readonly<Record<string, Readonly<Record<string, string>>>>,
): HtmlTable {
  const methods = Object.keys(Object.values(rows)[0] ?? {})
    .filter((name) => !UNTRAINED_SCORES.some((untrained) => untrained === name));
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
    const untrained = UNTRAINED_SCORES.map((name) => Number(values[name]));
    return Number.isNaN(value) ? [] : [{ category, value, untrained }];
  });
  const not = measured.filter(({ value, untrained }) => value <= Math.max(...untrained))
    .map(({ category }) => category);
  const above = `${measured.length - not.length} of ${measured.length}`;
  return {
    "above all in": measured.length === 0 ? "no record" : above,
    "not in": not.length === 0 ? "–" : not.join(", "),
    "strongest rank correlation": followed(measured),
  };
}

/** With fewer categories a rank correlation means little. */
const LEAST_CATEGORIES = 5;

/** The untrained score whose AUROCs go most closely with the method's, or against it: `contrast 0.91`. */
function followed(
  measured: readonly { readonly value: number; readonly untrained: readonly number[] }[],
): string {
  if (measured.length < LEAST_CATEGORIES) return "–";
  const values = measured.map(({ value }) => value);
  const [closest] = UNTRAINED_SCORES
    .map((name, i) => ({
      name,
      correlation: rankCorrelation(values, measured.map(({ untrained }) => untrained[i]!)),
    }))
    .toSorted((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation));
  return `${closest!.name} ${closest!.correlation.toFixed(2).replace("-", "−")}`;
}
