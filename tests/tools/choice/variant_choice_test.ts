import { assertEquals } from "@std/assert";
import { defaultCalibration } from "../../../lib/detector/calibration/options.ts";
import type { TrialRecord } from "../../../lib/experiment/tune/trial_record.ts";
import { formatVariantChoice } from "../../../tools/choice/variant_choice.ts";
import type { RunVariants } from "../../../tools/kept/variants_file.ts";
import { someTrial } from "../../experiment/tune/records.ts";

const DEFAULTS = defaultCalibration(128);
const OPTIONS = {
  both: DEFAULTS,
  position: { ...DEFAULTS, variant: "position" as const },
  none: { ...DEFAULTS, variant: "none" as const },
};

/** Synthetic image AUROCs of three variants, the default first. */
function trialOf(round: number, [both, position, none]: readonly number[]): TrialRecord {
  const trial = someTrial({
    candidate: "default",
    runHash: "h",
    kinds: [{ kind: "stain", top: 0 }],
  });
  const variants = {
    both: { image: both! },
    position: { image: position! },
    none: { image: none! },
  };
  const measures = trial.measures.map((of) => ({ ...of, variants }));
  return { ...trial, round, calibrations: OPTIONS, measures };
}

/** Image AUROCs of the same variants on real defects. */
function runOf(seed: number, [both, position, none]: readonly number[]): RunVariants {
  const variants = {
    both: { image: both!, options: OPTIONS.both },
    position: { image: position!, options: OPTIONS.position },
    none: { image: none!, options: OPTIONS.none },
  };
  const { method, category } = trialOf(1, [0, 0, 0]);
  return { method, category, seed, configHash: "h", own: { image: 0.5 }, variants };
}

Deno.test("formatVariantChoice: the last round chooses, and seeds are averaged", () => {
  const trials = [trialOf(1, [0.9, 0.1, 0.2]), trialOf(2, [0.6, 0.8, 0.7])];
  const runs = [runOf(0, [0.9, 0.7, 0.8]), runOf(1, [0.7, 0.5, 0.8])];
  const [rows, gains] = formatVariantChoice(trials, runs).map((table) =>
    table.split("\n").at(-1)!.split("|").slice(1, -1).map((cell) => cell.trim())
  );
  const [, , chosen, ...values] = rows!;
  // Chosen 0.6, default 0.8, best 0.8, worst 0.6: the synthetic order is not the real one.
  assertEquals(chosen, "position");
  assertEquals(values.slice(0, 5), ["60.0", "80.0", "80.0", "60.0", "50.0"]);
  assertEquals(values[5]!.startsWith("−"), true);
  assertEquals(gains!.slice(1), ["−20.0", "+20.0", "0.0", "+10.0"]);
});

Deno.test("formatVariantChoice: runs of another configuration choose nothing", () => {
  const run = { ...runOf(0, [0.9, 0.7, 0.8]), configHash: "other" };
  assertEquals(formatVariantChoice([trialOf(1, [0.9, 0.1, 0.2])], [run]), []);
});

Deno.test("formatVariantChoice: a variant of the same name and other options is another one", () => {
  const trial = trialOf(1, [0.1, 0.2, 0.9]);
  const other = { ...OPTIONS, none: { ...OPTIONS.none, share: 0.05 } };
  const run = runOf(0, [0.7, 0.8, 0.9]);
  const [rows] = formatVariantChoice([{ ...trial, calibrations: other }], [run]);
  assertEquals(rows!.split("\n").at(-1)!.split("|")[3]!.trim(), "position");
  const { calibrations: _, ...unknown } = trial;
  assertEquals(formatVariantChoice([unknown], [run]), []);
});
