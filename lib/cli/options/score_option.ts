/**
 * The option `--score` of commands that show results.
 *
 * @module
 */
import { Option } from "commander";
import { SCORES } from "../../record/compare/statistic.ts";

/** Makes the option that chooses the score behind the results. */
export function scoreOption(): Option {
  return new Option(
    "--score <name>",
    "by which score of the images: each method's own, or a statistic of the error, one for all",
  ).choices(SCORES).default("own");
}
