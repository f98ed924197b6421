/**
 * Which official images a run was not tested on.
 *
 * @module
 */
import { officialImages } from "../../data/mod.ts";
import type { RunRecord } from "../run/record.ts";

/**
 * Says which official images are missing, so that published values are not comparable: those that a
 * copy lacks, or `2000 of 10000 test images` of a limited run. Absent where all are there, and for sets
 * without official counts.
 */
export function missingImages(
  { dataset, category, protocol, data }: Pick<
    RunRecord,
    "dataset" | "category" | "protocol" | "data"
  >,
): string | undefined {
  if (data.partial !== undefined) return data.partial;
  const official = officialImages(dataset, category, protocol);
  const tested = data.testNormal + data.testAnomalous;
  return official && tested < official.test
    ? `${tested} of ${official.test} test images`
    : undefined;
}
