/**
 * Measures from records whether settings can be chosen by synthetic defects:
 *
 *     deno run -A tools/tuning.ts runs/tune-* runs/results
 *
 * The folders hold trials of `daad tune`, records of the same settings trained normally, and the
 * files that `tools/variants.ts` wrote beside them.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { formatJointChoice, formatJointVariants } from "./choice/joint_choice.ts";
import { formatStudy } from "./choice/worth.ts";
import { readStudy } from "./kept/study.ts";

if (import.meta.main) {
  if (Deno.args.length === 0) {
    console.error("error: name folders with trials of tune and with records of runs");
    Deno.exit(2);
  }
  const study = await readStudy(Deno.args);
  const joint = [...formatJointChoice(study.trials), ...formatJointVariants(study.trials)];
  console.log([...formatStudy(study), ...joint].join("\n\n"));
}
