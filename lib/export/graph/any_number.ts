/**
 * Turns constants that depend on the number of images into ops that compute them from the input's
 * shape.
 *
 * A recorded function is fixed to its batch size. When it is recorded with 2 and with 3 images, the
 * constants that differ are those that depend on it, and how they differ shows the rule.
 *
 * @module
 */
import { DATA_TYPE } from "../../backend/native/dtypes.ts";
import type { RecordedConstant } from "../../backend/tensorflow/recording.ts";
import { type Graph, typeAttribute, type Value } from "./graph.ts";
import { Refusal } from "./refusal.ts";

/** The numbers of images at which functions are recorded. */
export const RECORDED_SIZES = [2, 3] as const;

/** One constant, as it is with 2 images and with 3. */
export type ConstantPair = readonly [RecordedConstant, RecordedConstant];

const INT_TYPES = [typeAttribute("T", DATA_TYPE.int32)];

/** Whether the constant depends on the number of images. */
export function varies([two, three]: ConstantPair): boolean {
  return `${two.type.shape}` !== `${three.type.shape}` ||
    two.bytes.some((byte, i) => byte !== three.bytes[i]);
}

/** Computes constants that vary; the input's shape is read once. */
export class AnyNumber {
  readonly #graph: Graph;
  readonly #images: Value;
  #count: Value | undefined;

  constructor(graph: Graph, images: Value) {
    this.#graph = graph;
    this.#images = images;
  }

  /**
   * The constant for any number of images.
   *
   * @throws {Refusal} If no rule fits.
   */
  compute(pair: ConstantPair): Value {
    const [two, three] = pair;
    const [x, y] = [integersOf(two), integersOf(three)];
    const { dtype, shape } = two.type;
    const whole = dtype === DATA_TYPE.int32;
    if (whole && shape.length === 1 && `${shape}` === `${three.type.shape}`) {
      const factors = x.map((value, i) => y[i]! - value);
      const rest = x.map((value, i) => value - 2 * factors[i]!);
      const follows = (factor: number, i: number) => factor === 0 || (factor > 0 && rest[i] === 0);
      if (factors.every(follows)) return this.#sizes(factors, rest);
    }
    const perImage = x.length / 2;
    if (y.length === 3 * perImage && shape[0] === x.length && three.type.shape[0] === y.length) {
      const tail = shape.slice(1);
      const step = x[1]!;
      const counts = (values: number[]) => values.every((value, i) => value === i * step);
      if (whole && step > 0 && counts(x) && counts(y)) {
        return this.#withTail(this.#multiples(step, perImage), tail, two);
      }
      const values = x.filter((_, i) => i % 2 === 0);
      const repeats = (all: number[], n: number) =>
        all.every((value, i) => value === values[Math.floor(i / n)]);
      if (repeats(x, 2) && repeats(y, 3)) {
        return this.#withTail(this.#repeated(two, values), tail, two);
      }
    }
    throw new Refusal(
      "holds values that depend on the number of images in an unknown way; compute them with ops, " +
        "such as tf.tile",
    );
  }

  /** `factors · n + rest`. */
  #sizes(factors: readonly number[], rest: readonly number[]): Value {
    const graph = this.#graph;
    const options = { outputs: [intType(factors.length)], attributes: INT_TYPES };
    const product = graph.add("Mul", [this.#number(), graph.integers(factors)], options);
    if (rest.every((value) => value === 0)) return product;
    return graph.add("Add", [product, graph.integers(rest)], options);
  }

  /** `0, step, 2 step, …`, with `perImage` values for each image. */
  #multiples(step: number, perImage: number): Value {
    const graph = this.#graph;
    const scalar = { outputs: [{ shape: [], dtype: DATA_TYPE.int32 }] };
    const end = graph.add("Reshape", [this.#sizes([step * perImage], [0]), graph.integers([])], {
      ...scalar,
      attributes: RESHAPE_INTEGERS,
    });
    return graph.add("Range", [graph.integers([0], []), end, graph.integers([step], [])], {
      outputs: [intType(-1)],
      attributes: [typeAttribute("Tidx", DATA_TYPE.int32)],
    });
  }

  /** Each value n times. */
  #repeated({ type: { dtype } }: RecordedConstant, values: readonly number[]): Value {
    const bytes = new Uint8Array(Int32Array.from(values).buffer);
    const column = this.#graph.constant({ shape: [values.length, 1], dtype }, bytes);
    return this.#graph.add("Tile", [column, this.#sizes([0, 1], [1, 0])], {
      outputs: [{ shape: [values.length, -1], dtype }],
      attributes: [typeAttribute("T", dtype), typeAttribute("Tmultiples", DATA_TYPE.int32)],
    });
  }

  #withTail(values: Value, tail: readonly number[], { type: { dtype } }: RecordedConstant): Value {
    const shape = [-1, ...tail];
    return this.#graph.add("Reshape", [values, this.#graph.integers(shape)], {
      outputs: [{ shape, dtype }],
      attributes: [typeAttribute("T", dtype), typeAttribute("Tshape", DATA_TYPE.int32)],
    });
  }

  /** The number of images, `[1]`. */
  #number(): Value {
    const graph = this.#graph;
    if (this.#count) return this.#count;
    const types = [typeAttribute("T", graph.typeOf(this.#images).dtype)];
    const shape = graph.add("Shape", [this.#images], {
      outputs: [intType(4)],
      attributes: [...types, typeAttribute("out_type", DATA_TYPE.int32)],
    });
    this.#count = graph.add("Slice", [shape, graph.integers([0]), graph.integers([1])], {
      outputs: [intType(1)],
      attributes: [...INT_TYPES, typeAttribute("Index", DATA_TYPE.int32)],
    });
    return this.#count;
  }
}

const RESHAPE_INTEGERS = [...INT_TYPES, typeAttribute("Tshape", DATA_TYPE.int32)];

function intType(length: number) {
  return { shape: [length], dtype: DATA_TYPE.int32 };
}

/** The four-byte values by their bits. */
function integersOf({ bytes }: RecordedConstant): number[] {
  return [...new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)];
}
