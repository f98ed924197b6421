/**
 * Whether a model scores here with the arithmetic of its thresholds.
 *
 * @module
 */
import { graphOptions } from "../backend/graph_options.ts";
import { readRecord } from "../record/record.ts";

/**
 * What to say where a model's thresholds are of scores in another precision: both are rounded
 * differently, and a score may cross its threshold by that alone.
 *
 * @param model Folder of a training; without a readable record there is nothing to compare.
 * @returns One line, or none.
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
