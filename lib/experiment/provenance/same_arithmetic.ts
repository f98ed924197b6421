/**
 * Checks that a model scores with the arithmetic of its thresholds.
 *
 * @module
 */
import { graphOptions } from "../../backend/settings/graph_options.ts";
import { readRecord } from "../../record/run/record_file.ts";

/**
 * Warns where a model's thresholds were chosen in another precision: scores are then rounded
 * differently, and one may cross its threshold for that reason only.
 *
 * @param model Folder of a training; without a readable record there is nothing to compare.
 * @returns One line, or an empty list.
 */
export async function otherArithmetic(model: string): Promise<string[]> {
  const record = await readRecord(`${model}/record.json`).catch(() => undefined);
  const [was, is] = [record?.backend.precision, graphOptions().precision];
  if (was === undefined || was === is) return [];
  return [
    `the thresholds of ${model} are of scores in ${was}, these are in ${is}: --precision ${was} ` +
    "gives scores that compare",
  ];
}
