/**
 * What decides the results of a scoring.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { CALIBRATION_NAME } from "../detector/calibration/storage.ts";
import { ifPresent } from "../files.ts";
import { namedPlugin } from "../registry/plugin.ts";
import { DETECTOR_NAME, MODEL_NAME } from "../registry/storage.ts";
import { arithmeticFacts, codeVersion } from "./environment.ts";

/** The files of a model that its scores depend on. */
const FILES = [DETECTOR_NAME, MODEL_NAME, CALIBRATION_NAME];

/**
 * A hash of all that decides the results: the model, the images by name, size and time, the options,
 * and how this machine computes.
 *
 * @param model Folder of the model.
 * @param method Its method.
 * @param paths The images.
 * @param options What else decides the results, as it can be written in JSON.
 */
export async function scoringIdentity(
  model: string,
  method: string,
  paths: readonly string[],
  options: unknown,
): Promise<string> {
  const hash = createHash("sha256");
  const add = (fact: unknown) => hash.update(JSON.stringify(fact) ?? "").update("\n");
  add([options, namedPlugin(method), await arithmeticFacts(), codeVersion().version]);
  for (const name of FILES) {
    const bytes = await ifPresent(Deno.readFile(`${model}/${name}`));
    add([name, bytes?.length]);
    if (bytes) hash.update(bytes);
  }
  for (const path of paths) {
    const found = await ifPresent(Deno.stat(path));
    add([path, found?.size, found?.mtime?.getTime()]);
  }
  return hash.digest("hex");
}
