/**
 * The page of speeds.
 *
 * @module
 */
import { formatGoals, formatMethodSpeed, formatSpeed } from "../../bench/summary.ts";
import type { Kept } from "../kept/kept.ts";
import { page } from "./page_text.ts";

/** Steps and images per second, beside PyTorch. */
export function speedPage({ cases }: Kept): string {
  return page("Speed", "../", [
    "`deno task bench`: all variants in turn on one machine, float32 unless said otherwise, medians. " +
    "The limit counts a step's convolutions and matrix products only, at the highest rate that any " +
    "of them reaches alone. PyTorch's fastest is the best of eager, channels last and `torch.compile`, " +
    "or what was measured of them: _without_ says what is missing and may be faster. Spread, samples, start-up times and peak memory are in `bench/results`.",
    "DAAD and DAAD+ have the sizes in `bench/cases.json`, defaults of earlier versions: 8 × 8 blocks and " +
    "400 items, at 32 pixels 2 × 2 and 200.",
    formatSpeed(cases),
    "## Other methods, training",
    formatMethodSpeed(cases),
    "## Goals",
    formatGoals(cases),
  ]);
}
