/**
 * Where results are read from when this clone has none itself.
 *
 * @module
 */
import { KEPT_RESULTS } from "../../experiment/plan/stored.ts";
import { note } from "../terminal/output.ts";

/** Default folder of `reproduce`'s results. */
const OWN_RESULTS = "runs/results";

/**
 * Returns the folder itself or, if it is the default and missing, that of the kept records, and says
 * so.
 */
export async function keptResults(results: string): Promise<string> {
  if (results !== OWN_RESULTS) return results;
  if (await Deno.stat(results).then(() => true, () => false)) return results;
  note(`${results} is not there: showing the records that are kept in ${KEPT_RESULTS}`);
  return KEPT_RESULTS;
}
