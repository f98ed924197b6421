/** Weights for tests of methods that use a pretrained network. */
import { ARCHITECTURES } from "../lib/nn/backbones/architectures.ts";
import { FrozenLayers } from "../lib/nn/backbones/frozen.ts";
import type { BackboneId } from "../lib/nn/backbones/mod.ts";
import { encodeSafetensors, type NamedTensors } from "../lib/nn/variables/safetensors.ts";
import { DrawnWeights } from "./nn/backbones/drawn.ts";

const environment = { get: Deno.env.get.bind(Deno.env) };

/** Drawn weights that remember the names by which they were requested. */
class RecordedWeights extends DrawnWeights {
  readonly tensors: NamedTensors = {};

  override take(name: string, shape: readonly number[]): Float32Array {
    const values = super.take(name, shape);
    this.tensors[name] = { shape: [...shape], values };
    return values;
  }
}

/** Drawn weights of a backbone under the names of its architecture. Needs a backend. */
export function drawnTensors(id: BackboneId): NamedTensors {
  const weights = new RecordedWeights();
  using layers = new FrozenLayers(weights);
  Array.from(ARCHITECTURES[id].build(layers)); // asks for every tensor
  return weights.tensors;
}

/**
 * Makes this process find random weights of these backbones, which need no download and are the same
 * everywhere; they extract the features of a random network. Needs a backend.
 */
export function useDrawnWeights(...ids: readonly BackboneId[]): void {
  const folder = Deno.makeTempDirSync();
  useDrawnWeightsIn(folder, ids);
  globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
}

/** Like {@linkcode useDrawnWeights}, in a folder that is kept. */
export function useDrawnWeightsIn(folder: string, ids: readonly BackboneId[]): void {
  Deno.mkdirSync(folder, { recursive: true });
  for (const id of ids) {
    const bytes = encodeSafetensors(drawnTensors(id));
    Deno.writeFileSync(`${folder}/${ARCHITECTURES[id].file}`, bytes);
  }
  seeWeightsFolder(folder);
}

/**
 * Makes only this test file see a value of `DAAD_WEIGHTS`, since files that run in parallel share the
 * environment of their process.
 */
export function seeWeightsFolder(folder: string | undefined): void {
  Deno.env.get = (name) => name === "DAAD_WEIGHTS" ? folder : environment.get(name);
}
