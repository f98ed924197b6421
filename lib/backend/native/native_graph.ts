/**
 * A TensorFlow graph under construction, as its C API builds it.
 *
 * @module
 */
import type { TensorFlowLibrary } from "../library/library.ts";
import { graphSetters, type OpAttribute, setAttribute } from "./attributes.ts";
import { elementBytes } from "./tensors.ts";

/** Shape and `TF_DataType` of a value. */
export interface ValueType {
  readonly shape: readonly number[];
  readonly dtype: number;
}

/** A `TF_Output`: what an op reads. */
export type GraphOutput = Uint8Array<ArrayBuffer>;

/** What makes a value, for messages; worked out only if one is written. */
export type Origin = () => string;

/** An op to be added. */
interface NewOp {
  readonly op: string;
  readonly attributes: readonly OpAttribute[];
  readonly inputs: readonly GraphOutput[];
  /** Operations that run before it, whatever it reads. */
  readonly after: readonly Deno.PointerValue[];
  readonly origin: Origin;
}

/** `sizeof(TF_Output)`. */
const OUTPUT_BYTES = 16;

/** A `TF_Graph` to which nodes are added, and which becomes a function. */
export class NativeGraph {
  readonly #library: TensorFlowLibrary;
  readonly #setters;
  #graph: Deno.PointerValue;
  #nodes = 0;

  constructor(library: TensorFlowLibrary) {
    this.#library = library;
    this.#setters = graphSetters(library);
    this.#graph = library.c.TF_NewGraph();
  }

  /** How many nodes it has. */
  get nodes(): number {
    return this.#nodes;
  }

  /**
   * Adds an op.
   *
   * @returns Its operation, and the unique name of its node, by which TensorFlow's messages name it.
   * @throws {TensorFlowError} If TensorFlow refuses the op.
   */
  addOp(
    { op, attributes, inputs, after, origin }: NewOp,
  ): { operation: Deno.PointerValue; node: string } {
    const { c } = this.#library;
    const { operation, node } = this.#newNode(op);
    // Ops with an attribute N take a list of that many tensors first.
    const listed = attributes.find(({ name }) => name === "N")?.value as number | undefined ?? 0;
    if (listed > 0) c.TF_AddInputList(operation, pack(inputs.slice(0, listed)), listed);
    for (const input of inputs.slice(listed)) c.TF_AddInput(operation, input);
    for (const attribute of attributes) {
      if (attribute.name === "N" && listed > 0) continue; // follows from the list
      setAttribute(this.#library, this.#setters, operation, op, attribute);
    }
    for (const earlier of after) c.TF_AddControlInput(operation, earlier);
    return { operation: this.#finishNode(operation, origin), node };
  }

  /** Adds a value that is given when the function runs. */
  addPlaceholder({ shape, dtype }: ValueType): GraphOutput {
    const { c } = this.#library;
    const { operation } = this.#newNode("Placeholder");
    c.TF_SetAttrType(operation, this.#library.name("dtype"), dtype);
    const dims = BigInt64Array.from(shape, BigInt);
    c.TF_SetAttrShape(operation, this.#library.name("shape"), dims, dims.length);
    return outputOf(this.#finishNode(operation, () => "Placeholder"), 0);
  }

  /** Adds the present value of a tensor. */
  addConstant(
    handle: Deno.PointerObject,
    { dtype }: ValueType,
  ): { output: GraphOutput; bytes: Uint8Array<ArrayBuffer> } {
    const { c, status } = this.#library;
    const tensor = c.TFE_TensorHandleResolve(handle, status);
    this.#library.check("Const");
    try {
      const { operation } = this.#newNode("Const");
      c.TF_SetAttrTensor(operation, this.#library.name("value"), tensor, status);
      c.TF_SetAttrType(operation, this.#library.name("dtype"), dtype);
      const bytes = new Uint8Array(Number(c.TF_TensorByteSize(tensor)));
      if (bytes.length > 0) Deno.UnsafePointerView.copyInto(c.TF_TensorData(tensor)!, bytes);
      return { output: outputOf(this.#finishNode(operation, () => "Const"), 0), bytes };
    } finally {
      c.TF_DeleteTensor(tensor);
    }
  }

  /** Number of outputs of an op. */
  countOutputs(operation: Deno.PointerValue): number {
    return this.#library.c.TF_OperationNumOutputs(operation);
  }

  /** Type of an output whose shape TensorFlow does not infer. */
  dtypeOf(output: GraphOutput): number {
    return this.#library.c.TF_OperationOutputType(output);
  }

  /**
   * Type of an output, by TensorFlow's shape inference.
   *
   * @throws {Error} If its shape is not known before it runs.
   */
  typeOf(output: GraphOutput, origin: Origin): ValueType {
    const { c, status } = this.#library;
    const rank = c.TF_GraphGetTensorNumDims(this.#graph, output, status);
    this.#library.check(origin);
    const dims = new BigInt64Array(Math.max(rank, 0));
    if (rank > 0) c.TF_GraphGetTensorShape(this.#graph, output, dims, rank, status);
    this.#library.check(origin);
    if (rank < 0 || dims.some((dim) => dim < 0n)) {
      throw new Error(
        `${origin()}: the shape of its result depends on values, so it cannot be compiled`,
      );
    }
    return { shape: Array.from(dims, Number), dtype: this.dtypeOf(output) };
  }

  /**
   * Turns the graph into a function and releases the graph.
   *
   * @param name Unique in the process.
   * @returns The `TF_Function`, and the types of its outputs.
   */
  toFunction(
    name: string,
    inputs: readonly GraphOutput[],
    returned: readonly GraphOutput[],
  ): { function: Deno.PointerValue; outputs: ValueType[] } {
    const { c, status } = this.#library;
    // Copies each value: a function may not return an input, nor the same value twice.
    const outputs = returned.map((output) => this.#addIdentity(output));
    const types = outputs.map((output) => this.typeOf(output, () => "Identity"));
    const made = c.TF_GraphToFunction(
      this.#graph,
      this.#library.name(name),
      0,
      -1,
      null,
      inputs.length,
      pack(inputs),
      outputs.length,
      pack(outputs),
      null,
      null,
      null,
      status,
    );
    this.#library.check(name);
    this.release();
    return { function: made, outputs: types };
  }

  /** Releases the graph; may be called twice. */
  release(): void {
    if (this.#graph === null) return;
    this.#library.c.TF_DeleteGraph(this.#graph);
    this.#graph = null;
  }

  #addIdentity(output: GraphOutput): GraphOutput {
    const { operation } = this.#newNode("Identity");
    this.#library.c.TF_AddInput(operation, output);
    return outputOf(this.#finishNode(operation, () => "Identity"), 0);
  }

  #newNode(op: string): { operation: Deno.PointerValue; node: string } {
    const node = `${op}_${++this.#nodes}`;
    // Not by `library.name`, which caches its strings: node names do not recur.
    const bytes = new TextEncoder().encode(`${node}\0`);
    const operation = this.#library.c.TF_NewOperation(this.#graph, this.#library.name(op), bytes);
    return { operation, node };
  }

  #finishNode(operation: Deno.PointerValue, origin: Origin): Deno.PointerValue {
    const finished = this.#library.c.TF_FinishOperation(operation, this.#library.status);
    this.#library.check(origin);
    return finished;
  }
}

/** An output of an operation. */
export function outputOf(operation: Deno.PointerValue, index: number): GraphOutput {
  const bytes = new Uint8Array(OUTPUT_BYTES);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(Deno.UnsafePointer.value(operation)), true);
  view.setInt32(8, index, true);
  return bytes;
}

/** Bytes of a value of this type. */
export function bytesOf({ shape, dtype }: ValueType): number {
  return shape.reduce((n, d) => n * d, elementBytes(dtype));
}

function pack(outputs: readonly GraphOutput[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(OUTPUT_BYTES * outputs.length);
  outputs.forEach((output, i) => bytes.set(output, i * OUTPUT_BYTES));
  return bytes;
}
