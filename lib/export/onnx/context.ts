/**
 * The context for writing one TensorFlow op as ONNX.
 *
 * @module
 */
import type { ValueType } from "../../backend/native/native_graph.ts";
import type { Graph, GraphNode } from "../graph/graph.ts";
import { Refusal } from "../graph/refusal.ts";
import type { OnnxBuilder } from "./builder.ts";
import { ONNX_TYPE } from "./schema.ts";

/** One op that is being written. */
export class OpContext {
  readonly builder: OnnxBuilder;
  readonly node: GraphNode;
  /** Names of its inputs in the ONNX graph. */
  readonly inputs: readonly string[];
  readonly #graph: Graph;
  readonly #constants: ReadonlyMap<string, GraphNode>;

  constructor(
    builder: OnnxBuilder,
    { node, inputs, graph, constants }: {
      node: GraphNode;
      inputs: readonly string[];
      graph: Graph;
      constants: ReadonlyMap<string, GraphNode>;
    },
  ) {
    this.builder = builder;
    this.node = node;
    this.inputs = inputs;
    this.#graph = graph;
    this.#constants = constants;
  }

  /** Name of an input in the ONNX graph. */
  input(index: number): string {
    return this.inputs[index]!;
  }

  /** Type of an input. */
  type(index: number): ValueType {
    return this.#graph.typeOf(this.node.inputs[index]!);
  }

  /** The value of an attribute; the caller knows its type. */
  attribute<T>(name: string): T {
    return this.node.attributes.find((one) => one.name === name)?.value as T;
  }

  /** Whether an input is known before the graph runs. */
  isConstant(index: number): boolean {
    return this.#constants.has(this.node.inputs[index]!.node);
  }

  /** The whole numbers of a constant input. */
  integers(index: number): number[] {
    const { bytes } = this.#constants.get(this.node.inputs[index]!.node) ?? {};
    if (!bytes) throw new Refusal(`input ${index} has to be a constant`);
    return [...new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)];
  }

  /** An input as int64: a constant, or cast. */
  asInt64(index: number): string {
    if (this.isConstant(index)) {
      return this.builder.integers(this.integers(index), this.type(index).shape);
    }
    return this.builder.add("Cast", [this.input(index)], { to: ONNX_TYPE.int64 });
  }
}

/** From channels last to channels first. */
export const TO_CHANNELS_FIRST = [0, 3, 1, 2] as const;

/** And back. */
export const TO_CHANNELS_LAST = [0, 2, 3, 1] as const;
