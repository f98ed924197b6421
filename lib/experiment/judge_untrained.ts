/**
 * What methods reach beyond scores that have learnt nothing, in a sentence each.
 *
 * @module
 */
import { rankCorrelation } from "../metrics/mod.ts";

/** The columns of `besideUntrained` that need no training. */
const UNTRAINED = ["roughness", "brightness"] as const;

/**
 * Says of each method in how many categories it is above both untrained scores, and where it is not;
 * and how its AUROCs follow the roughness of the categories.
 *
 * @param rows From `besideUntrained`.
 *
 * @example
 * ```ts
 * import { judgeUntrained } from "./judge_untrained.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const text = judgeUntrained({
 *   ship: { roughness: "60.0", brightness: "40.0", ae: "65.0" },
 *   frog: { roughness: "40.0", brightness: "55.0", ae: "50.0" },
 *   bird: { roughness: "50.0", brightness: "45.0", ae: "–" },
 * });
 * assertEquals(text, "ae: above both untrained scores in 1 of 2 categories, not in frog.");
 * ```
 */
export function judgeUntrained(
  rows: Readonly<Record<string, Readonly<Record<string, string>>>>,
): string {
  const methods = Object.keys(Object.values(rows)[0] ?? {})
    .filter((name) => !UNTRAINED.some((untrained) => untrained === name));
  return methods.map((method) => judgeMethod(method, rows)).join(" ");
}

function judgeMethod(
  method: string,
  rows: Readonly<Record<string, Readonly<Record<string, string>>>>,
): string {
  const measured = Object.entries(rows).flatMap(([category, values]) => {
    const value = Number(values[method]);
    const untrained = UNTRAINED.map((name) => Number(values[name]));
    return Number.isNaN(value) ? [] : [{ category, value, untrained }];
  });
  if (measured.length === 0) return `${method}: no record.`;
  const not = measured.filter(({ value, untrained }) => value <= Math.max(...untrained))
    .map(({ category }) => category);
  return `${method}: above both untrained scores in ${measured.length - not.length} of ` +
    `${measured.length} categories${not.length > 0 ? `, not in ${not.join(", ")}` : ""}` +
    `${followsRoughness(measured)}.`;
}

/** Fewer categories have no order to speak of. */
const LEAST_CATEGORIES = 5;

/** `; its AUROCs follow the roughness with a rank correlation of 0.91`. */
function followsRoughness(
  measured: readonly { readonly value: number; readonly untrained: readonly number[] }[],
): string {
  if (measured.length < LEAST_CATEGORIES) return "";
  const correlation = rankCorrelation(
    measured.map(({ value }) => value),
    measured.map(({ untrained }) => untrained[0]!),
  );
  return `; rank correlation with roughness ${correlation.toFixed(2).replace("-", "−")}`;
}
