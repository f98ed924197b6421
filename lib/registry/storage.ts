/**
 * Saves and loads detectors: `detector.json` and `model.safetensors` in one folder.
 *
 * @module
 */
import { z } from "zod";
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { useBackend } from "../backend/backend.ts";
import { isOutOfMemory } from "../backend/out_of_memory.ts";
import { parseConfig } from "../config.ts";
import type { Detector } from "../detector/contract/detector.ts";
import { requireFinished } from "../detector/contract/unfinished.ts";
import { watchTraining } from "../detector/contract/unfinished.ts";
import type { RunContext } from "../detector/machine/run_context.ts";
import { InputError } from "../errors.ts";
import { writeFileAtomically } from "../files.ts";
import { parseJson } from "../json.ts";
import { weightsFolders } from "../nn/backbones/weights_folder.ts";
import { requireFinite } from "../nn/variables/finite.ts";
import { decodeSafetensors, encodeSafetensors } from "../nn/variables/safetensors.ts";
import { namedPlugin, namedPluginSchema, requirePlugin } from "./plugin.ts";
import { findMethod } from "./registry.ts";

/** Name of the file with the weights. */
export const MODEL_NAME = "model.safetensors";

/** Name of the file with the method and its configuration. */
export const DETECTOR_NAME = "detector.json";

const FORMAT = 1;
const description = z.strictObject({
  format: z.literal(FORMAT),
  method: z.string(),
  config: z.record(z.string(), z.unknown()),
  plugin: namedPluginSchema.optional(),
  weights: z.string().optional(),
  modelSha256: z.string().optional(), // older models have none
});

/**
 * Writes both files. The description, which has the SHA-256 of the other file, comes last, so that a
 * folder with a description holds a whole model.
 *
 * @param context The detector's context: the model remembers where its weights were.
 * @throws {InputError} If its training was stopped or failed, or a weight is not finite; nothing is
 * then written.
 *
 * @example
 * ```ts
 * import { loadDetector, saveDetector } from "./storage.ts";
 * import { createDetector } from "./create.ts";
 * import { loadCategory } from "../data/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const category = await loadCategory("data/sample/bottle");
 * using detector = await createDetector("ae", category, { imageSize: 32 });
 * const folder = await Deno.makeTempDir();
 * await saveDetector(detector, folder);
 * using loaded = await loadDetector(folder);
 * assertEquals(loaded.config, detector.config);
 * ```
 */
export async function saveDetector(
  detector: Detector,
  folder: string,
  { weights: folders = weightsFolders() }: RunContext = {},
): Promise<void> {
  requireFinished(detector, "saved");
  const state = await detector.state.export();
  requireFinite(state, detector.method);
  await Deno.mkdir(folder, { recursive: true });
  const tensors = encodeSafetensors(state);
  await writeFileAtomically(`${folder}/${MODEL_NAME}`, tensors);
  const { method, config } = detector;
  // Absolute: a model is moved or loaded from elsewhere more often than the weights are.
  const weights = "backbone" in config ? { weights: resolve(folders[0]!) } : {};
  await writeFileAtomically(
    `${folder}/${DETECTOR_NAME}`,
    JSON.stringify(
      {
        format: FORMAT,
        method,
        config,
        ...namedPlugin(method),
        ...weights,
        modelSha256: sha256(tensors),
      },
      null,
      2,
    ) +
      "\n",
  );
}

/**
 * Loads a detector that returns the same scores as the saved one, and chooses the backend if none is
 * chosen yet. Weights of its backbone are looked for where they were, unless another folder is named.
 *
 * @param context Folders of weights, and the cache of features.
 * @throws {InputError} If a file is missing or damaged, naming it.
 *
 * @example
 * ```ts
 * import { loadDetector, saveDetector } from "./storage.ts";
 * import { createDetector } from "./create.ts";
 * import { decodeCategory, loadCategory } from "../data/mod.ts";
 * import { scoreImages } from "../detector/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const category = await loadCategory("data/sample/bottle");
 * using detector = await createDetector("ae", category, { imageSize: 16 });
 * const { test } = await decodeCategory(category, detector.config);
 * const folder = await Deno.makeTempDir();
 * await saveDetector(detector, folder);
 * using loaded = await loadDetector(folder);
 * const [before, after] = [await scoreImages(detector, test), await scoreImages(loaded, test)];
 * assertEquals(after.scores, before.scores);
 * ```
 */
export async function loadDetector(folder: string, context: RunContext = {}): Promise<Detector> {
  await useBackend();
  const jsonPath = `${folder}/${DETECTOR_NAME}`;
  const tensorPath = `${folder}/${MODEL_NAME}`;
  const text = new TextDecoder().decode(await readModelFile(jsonPath));
  const { method, config, plugin, weights, modelSha256 } = parseConfig(
    description,
    parseJson(text, jsonPath),
    jsonPath,
  );
  const tensors = await readModelFile(tensorPath);
  const state = decodeSafetensors(tensors, tensorPath);
  if (modelSha256 !== undefined && modelSha256 !== sha256(tensors)) {
    throw new InputError(
      `${tensorPath}: is damaged, or of another training than detector.json; copy both again, or ` +
        "train again",
    );
  }
  try {
    requirePlugin(method, plugin);
    const detector = findMethod(method).restore(config, state, folder, {
      ...context,
      weights: context.weights ?? weightsFolders(weights),
    });
    return watchTraining(detector);
  } catch (error) {
    if (isOutOfMemory(error)) {
      throw new InputError(`${jsonPath}: its configuration needs more memory than there is`);
    }
    const unnamed = error instanceof InputError && !error.message.startsWith(folder);
    throw unnamed ? new InputError(`${jsonPath}: ${error.message}`) : error;
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function readModelFile(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    const missing = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    if (!missing) throw error;
    throw new InputError(`${path}: not found; expected the output folder of a finished training`);
  }
}
