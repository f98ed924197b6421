/**
 * What decides the results of a scoring.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { ImageSet } from "../../data/mod.ts";
import { CALIBRATION_NAME } from "../../detector/calibration/storage.ts";
import { ifPresent } from "../../files.ts";
import { namedPlugin } from "../../registry/plugin.ts";
import { DETECTOR_NAME, MODEL_NAME } from "../../registry/storage.ts";
import { arithmeticFacts, codeVersion } from "../provenance/environment.ts";

/** The files of a model that its scores depend on. */
const FILES = [DETECTOR_NAME, MODEL_NAME, CALIBRATION_NAME];

/**
 * A hash of what is asked for: the model, the images by name, size and time, the options, the version of
 * the code, and how this machine computes.
 *
 * @param model Folder of the model.
 * @param method Its method.
 * @param paths The images.
 * @param options What else decides the results, as it can be written in JSON.
 */
export async function scoringRequest(
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
    const found = await Deno.stat(path).catch(() => undefined); // decoding says what is wrong with it
    add([path, found?.size, found?.mtime?.getTime()]);
  }
  return hash.digest("hex");
}

/** A hash of the images that are scored: those that could be read, in their order. */
export function imagesHash({ files }: Pick<ImageSet, "files">): string {
  const paths = files.map(({ path }) => path);
  return createHash("sha256").update(JSON.stringify(paths)).digest("hex");
}
