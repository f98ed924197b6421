/** Pseudo-random weights and images, drawn alike by `tests/golden/make_backbones.py`. */
import { WeightsReader } from "../../../lib/nn/backbones/weights_reader.ts";

/** Numbers in [−1, 1) that depend only on the name and the position. */
export function drawn(name: string, size: number): Float64Array {
  let seed = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) {
    seed = Math.imul(seed ^ byte, 0x01000193) >>> 0;
  }
  const values = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let h = (Math.imul(i, 0x9e3779b9) + seed) | 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h ^= h >>> 16;
    values[i] = (h >>> 0) / 2 ** 31 - 1;
  }
  return values;
}

/** Returns drawn weights for whatever a network asks for, under the reference's names. */
export class DrawnWeights extends WeightsReader {
  /** Number of trained values requested so far. */
  trained = 0;
  readonly #name: (name: string) => string;

  /** @param name Maps the network's names to those under which values are drawn. */
  constructor(name: (name: string) => string = (name) => name) {
    super({}, { unused: /^$/ }, "drawn");
    this.#name = name;
  }

  override take(name: string, shape: readonly number[]): Float32Array {
    const size = shape.reduce((n, d) => n * d, 1);
    if (!name.includes("running")) this.trained += size;
    const [values, scaled] = [drawn(this.#name(name), size), scaling(name, shape)];
    for (let i = 0; i < size; i++) values[i] = scaled(values[i]!);
    return new Float32Array(values);
  }
}

function scaling(name: string, shape: readonly number[]): (value: number) => number {
  if (shape.length === 4) {
    const bound = Math.sqrt(6 / (shape[1]! * shape[2]! * shape[3]!));
    return (value) => value * bound;
  }
  if (name.endsWith("running_var")) return (value) => 1 + value / 2;
  if (/(mean|bias)$/.test(name)) return (value) => value / 10;
  return (value) => 0.7 + value / 10;
}

/** `[n, h, w, 3]` in [−1, 1). */
export function drawnImages(n: number, h: number, w: number): Float32Array {
  return Float32Array.from(drawn("images", n * h * w * 3));
}
