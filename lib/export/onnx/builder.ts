/**
 * An ONNX graph under construction.
 *
 * @module
 */
import { type Attribute, attributeProto, type Message, ONNX_TYPE, tensorProto } from "./schema.ts";

/** Nodes and initialisers; values are names. */
export class OnnxBuilder {
  readonly nodes: Message[] = [];
  readonly initializers: Message[] = [];
  /** For each transposed value, the original value and the permutation. */
  readonly #transposed = new Map<string, { of: string; perm: readonly number[] }>();
  #names = 0;

  /** Adds a node with one output. */
  add(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    output = this.newName(op),
  ): string {
    return this.addMany(op, inputs, attributes, [output])[0]!;
  }

  /** Adds a node with several outputs. */
  addMany(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>>,
    outputs: readonly string[],
  ): readonly string[] {
    this.nodes.push({
      name: outputs[0],
      op_type: op,
      input: [...inputs],
      output: [...outputs],
      attribute: Object.entries(attributes).map(([name, value]) => attributeProto(name, value)),
    });
    return outputs;
  }

  /** Transposes a value; if that undoes the transposition before it, returns that one's input. */
  transpose(value: string, perm: readonly number[]): string {
    const before = this.#transposed.get(value);
    if (before && perm.every((axis, i) => before.perm[axis] === i)) return before.of;
    const output = this.add("Transpose", [value], { perm });
    this.#transposed.set(output, { of: value, perm });
    return output;
  }

  /** Adds constant whole numbers as int64, the type that ONNX takes for shapes and axes. */
  integers(values: readonly number[], shape: readonly number[] = [values.length]): string {
    const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    return this.initializer({ shape, type: ONNX_TYPE.int64, bytes });
  }

  /** Adds constant numbers as float32. */
  floats(values: readonly number[], shape: readonly number[] = [values.length]): string {
    const bytes = new Uint8Array(Float32Array.from(values).buffer);
    return this.initializer({ shape, type: ONNX_TYPE.float, bytes });
  }

  /** Adds a constant. */
  initializer(
    tensor: { shape: readonly number[]; type: number; bytes: Uint8Array },
    name: string = this.newName("constant"),
  ): string {
    this.initializers.push(tensorProto(name, tensor));
    return name;
  }

  /** A name that is not in use. */
  newName(stem: string): string {
    return `${stem}__${++this.#names}`;
  }
}
