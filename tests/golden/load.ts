/** Reads the reference values that `make_golden.py` wrote. */
import * as tf from "@tensorflow/tfjs";
import { decodeSafetensors, type NamedTensors } from "../../lib/nn/variables/safetensors.ts";

/** Reference values by name. */
export interface Golden {
  readonly tensors: NamedTensors;
  /** The values called `name`. */
  values(name: string): Float32Array;
  /** A new tensor of the values called `name`. */
  tensor<T extends tf.Tensor>(name: string): T;
  /** All values whose names begin with `prefix`, by their names without it. */
  under(prefix: string): NamedTensors;
}

/** Loads `tests/golden/<name>.safetensors`. */
export function loadGolden(name: string): Golden {
  const path = new URL(`./${name}.safetensors`, import.meta.url);
  const tensors = decodeSafetensors(Deno.readFileSync(path), `${name}.safetensors`);
  const find = (key: string) => {
    const found = tensors[key];
    if (!found) throw new RangeError(`${name}.safetensors holds no ${key}`);
    return found;
  };
  return {
    tensors,
    values: (key) => find(key).values,
    tensor: <T extends tf.Tensor>(key: string) => tf.tensor(find(key).values, find(key).shape) as T,
    under: (prefix) =>
      Object.fromEntries(
        Object.entries(tensors)
          .filter(([key]) => key.startsWith(prefix))
          .map(([key, value]) => [key.slice(prefix.length), value]),
      ),
  };
}
