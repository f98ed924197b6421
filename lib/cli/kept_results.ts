/**
 * Where results are read from when this clone has none of its own.
 *
 * @module
 */
import { note } from "./output.ts";

/** Where `reproduce` writes to unless another folder is named. */
export const OWN_RESULTS = "runs/results";

/** Records that came with the repository. */
export const KEPT_RESULTS = "data/results";

/** The folder itself or, where it is the default and absent, that of the kept records; says so. */
export async function keptResults(results: string): Promise<string> {
  if (results !== OWN_RESULTS) return results;
  if (await Deno.stat(results).then(() => true, () => false)) return results;
  note(`${results} is not there: showing the records that are kept in ${KEPT_RESULTS}`);
  return KEPT_RESULTS;
}
