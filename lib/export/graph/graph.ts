/**
 * A scoring function as a graph of TensorFlow's ops, before it is written in a format.
 *
 * @module
 */
import type { OpAttribute } from "../../backend/native/attributes.ts";
import { ATTRIBUTE_TYPE, DATA_TYPE } from "../../backend/native/dtypes.ts";
import type { ValueType } from "../../backend/native/native_graph.ts";

/** One output of a node. */
export interface Value {
  readonly node: string;
  readonly output: number;
}

/** An op, a constant (`Const`) or the input (`Placeholder`). */
export interface GraphNode {
  /** Unique in the graph. */
  readonly name: string;
  /** TensorFlow's name of the op. */
  readonly op: string;
  readonly inputs: readonly Value[];
  readonly attributes: readonly OpAttribute[];
  /** Types of the outputs; −1 is a dimension that depends on the number of images. */
  readonly outputs: readonly ValueType[];
  /** Values of a constant, in the machine's byte order. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
}

/** Names of the results for a batch of images. */
export const OUTPUT_NAMES = [
  "scores",
  "maps",
  "reconstructions",
  "calibrated",
  "calibratedMaps",
] as const;

/** The name of the one input: pixels 0 … 255, `[n, height, width, channels]`. */
export const INPUT_NAME = "images";

/** A graph under construction; each node follows those that it reads. */
export class Graph {
  readonly nodes: GraphNode[] = [];
  readonly #types = new Map<string, readonly ValueType[]>();

  /** The type of a value of the graph. */
  typeOf({ node, output }: Value): ValueType {
    return this.#types.get(node)![output]!;
  }

  /** Adds an op and returns its first output. */
  add(
    op: string,
    inputs: readonly Value[],
    { name, outputs, attributes = [] }: {
      name?: string;
      outputs: readonly ValueType[];
      attributes?: readonly OpAttribute[];
    },
  ): Value {
    return this.#push({ name: name ?? this.#newName(op), op, inputs, attributes, outputs });
  }

  /** Adds a constant. */
  constant(type: ValueType, bytes: Uint8Array<ArrayBuffer>): Value {
    const node = { op: "Const", inputs: [], outputs: [type], bytes };
    return this.#push({
      ...node,
      name: this.#newName("Const"),
      attributes: [typeAttribute("dtype", type.dtype)],
    });
  }

  /** Adds whole numbers as a constant, `[values.length]` or of another shape. */
  integers(values: readonly number[], shape: readonly number[] = [values.length]): Value {
    const bytes = new Uint8Array(Int32Array.from(values).buffer);
    return this.constant({ shape, dtype: DATA_TYPE.int32 }, bytes);
  }

  /** Adds one float32 number as a constant. */
  number(value: number): Value {
    const bytes = new Uint8Array(Float32Array.of(value).buffer);
    return this.constant({ shape: [], dtype: DATA_TYPE.float32 }, bytes);
  }

  #newName(op: string): string {
    return `${op}_${this.nodes.length}`;
  }

  #push(node: GraphNode): Value {
    this.nodes.push(node);
    this.#types.set(node.name, node.outputs);
    return { node: node.name, output: 0 };
  }
}

/** An attribute that names a data type. */
export function typeAttribute(name: string, dtype: number): OpAttribute {
  return { name, type: ATTRIBUTE_TYPE.type, value: dtype };
}
