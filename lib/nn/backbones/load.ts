/**
 * Loads backbones.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { createHash } from "node:crypto";
import { InputError } from "../../errors.ts";
import { decodeSafetensors } from "../variables/safetensors.ts";
import { ARCHITECTURES, stageSizes } from "./architectures.ts";
import type { Backbone, BackboneId, StageSize } from "./backbone.ts";
import { FrozenLayers } from "./frozen.ts";
import { type InputScale, scaleInput } from "./input_scale.ts";
import type { Stage } from "./layer_factory.ts";
import { weightsFolders, weightsPath } from "./weights_folder.ts";
import { WeightsReader } from "./weights_reader.ts";

/** A weights file that was read. */
export interface WeightsFile {
  readonly reader: WeightsReader;
  readonly sha256: string;
}

/**
 * Reads the weights of a backbone.
 *
 * @throws {InputError} If there is no such file, or it is damaged.
 */
export function readWeights(
  id: BackboneId,
  folders: readonly string[] = weightsFolders(),
): WeightsFile {
  const architecture = ARCHITECTURES[id];
  const path = weightsPath(architecture.file, folders);
  const bytes = readFile(path, id);
  return {
    reader: new WeightsReader(decodeSafetensors(bytes, path), architecture, path),
    sha256: createHash("sha256").update(bytes).digest("hex"),
  };
}

/**
 * Loads a frozen backbone.
 *
 * @param folder The folder of its file, or several folders, of which the first that has it is used;
 * names are in {@linkcode ARCHITECTURES}. Default: the environment's `DAAD_WEIGHTS`, else
 * `data/weights`.
 * @throws {InputError} If the file is missing, damaged or of another network.
 */
export function loadBackbone(
  id: BackboneId,
  folder: string | readonly string[] = weightsFolders(),
): Backbone {
  const { reader, sha256 } = readWeights(id, [folder].flat());
  const layers = new FrozenLayers(reader);
  try {
    const stages = [...ARCHITECTURES[id].build(layers)];
    reader.finish();
    return new FrozenBackbone(id, { stages, weights: layers, sha256 });
  } catch (error) {
    layers[Symbol.dispose]();
    throw error;
  }
}

class FrozenBackbone implements Backbone {
  readonly id: BackboneId;
  readonly weightsSha256: string;
  readonly input: InputScale;
  readonly stages: Readonly<Record<string, StageSize>>;
  readonly #stages: readonly Stage[];
  readonly #weights: Disposable;

  constructor(
    id: BackboneId,
    { stages, weights, sha256 }: {
      readonly stages: readonly Stage[];
      readonly weights: Disposable;
      readonly sha256: string;
    },
  ) {
    this.id = id;
    this.weightsSha256 = sha256;
    this.input = ARCHITECTURES[id].input;
    this.stages = stageSizes(stages);
    this.#stages = stages;
    this.#weights = weights;
  }

  features(images: tf.Tensor4D, stages: readonly string[]): Record<string, tf.Tensor4D> {
    requireStages(this, stages);
    return tf.tidy(() => {
      const found: Record<string, tf.Tensor4D> = {};
      const wanted = new Set(stages);
      let x = scaleInput(images, this.input);
      for (const { name, apply } of this.#stages) {
        if (wanted.size === 0) break;
        x = apply(x, "score");
        if (wanted.delete(name)) found[name] = x;
      }
      return found;
    });
  }

  [Symbol.dispose](): void {
    this.#weights[Symbol.dispose]();
  }
}

/**
 * Refuses stages that a backbone does not have.
 *
 * @throws {InputError} Naming the first one and those that exist.
 */
export function requireStages(
  { id, stages }: Pick<Backbone, "id" | "stages">,
  wanted: readonly string[],
): void {
  const unknown = wanted.find((name) => !Object.hasOwn(stages, name));
  if (unknown === undefined) return;
  throw new InputError(
    `backbone ${id}: has no stage ${unknown}; expected some of ${Object.keys(stages).join(", ")}`,
  );
}

function readFile(path: string, id: BackboneId): Uint8Array {
  try {
    return Deno.readFileSync(path);
  } catch (error) {
    const missing = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    if (!missing) throw error;
    throw new InputError(
      `${path}: the weights of ${id} are not there; get them with: npx -y deno@2 task download ` +
        `weights ${id}, or name their folder with --weights DIR`,
    );
  }
}
