/** Weights files with drawn values, for tests of what is built on backbones. */
import { ARCHITECTURES } from "../../lib/nn/backbones/architectures.ts";
import { FrozenLayers } from "../../lib/nn/backbones/frozen.ts";
import type { BackboneId } from "../../lib/nn/backbones/mod.ts";
import { encodeSafetensors, type NamedTensors } from "../../lib/nn/safetensors.ts";
import { DrawnWeights } from "../nn/backbones/drawn.ts";

/** Remembers what it gave. */
class RecordedWeights extends DrawnWeights {
  readonly tensors: NamedTensors = {};

  override take(name: string, shape: readonly number[]): Float32Array {
    const values = super.take(name, shape);
    this.tensors[name] = { shape: [...shape], values };
    return values;
  }
}

/**
 * Writes the file of a backbone into `folder`, complete and of the real shapes.
 *
 * @param change Added to one value, so that the file is another one.
 */
export function writeDrawnWeights(id: BackboneId, folder: string, change = 0): void {
  const weights = new RecordedWeights();
  using layers = new FrozenLayers(weights);
  ARCHITECTURES[id].build(layers);
  const [first] = Object.values(weights.tensors);
  first!.values[0]! += change;
  Deno.writeFileSync(
    `${folder}/${ARCHITECTURES[id].file}`,
    encodeSafetensors(weights.tensors),
  );
}
