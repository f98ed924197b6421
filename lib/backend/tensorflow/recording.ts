/**
 * Records ops into a TensorFlow graph instead of running them.
 *
 * Nothing is computed while recording: shapes come from TensorFlow's shape inference.
 *
 * @module
 */
import { graphSetters, type OpAttribute, setAttribute } from "./attributes.ts";
import { ATTRIBUTE_TYPE, DATA_TYPE, dataTypeName } from "./dtypes.ts";
import type { TensorFlowLibrary } from "./library.ts";
import { CallSite, nodeOf } from "./call_site.ts";

/** Shape and `TF_DataType` of a recorded value. */
export interface ValueType {
  readonly shape: readonly number[];
  readonly dtype: number;
}

/** Where a value of the program comes from. */
export type Source =
  | { readonly from: "input"; readonly name: string }
  /** An output of the op at this index in {@linkcode GraphRecording.ops}. */
  | { readonly from: "op"; readonly index: number; readonly output: number }
  /** The index in {@linkcode GraphRecording.constants} or {@linkcode GraphRecording.captures}. */
  | { readonly from: "constant" | "capture"; readonly index: number };

/** A small tensor from outside, whose values are part of the program. */
export interface RecordedConstant {
  readonly type: ValueType;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A value of the program: what the graph calls it, its printed name and its type. */
interface Value {
  readonly output: Uint8Array<ArrayBuffer>;
  readonly name: string;
  readonly source: Source;
  readonly type: ValueType;
  /** What made it, for messages: `Mean (losses.ts:40:12)`, `input images`. */
  readonly origin: () => string;
  /** The name of the library variable that it is a handle of. */
  readonly resource?: string;
}

/** One line of the recorded program. */
export interface RecordedOp {
  /** Unique name of the graph's node, by which TensorFlow's messages name it. */
  readonly node: string;
  readonly op: string;
  /** Printed names of the values that it reads. */
  readonly inputs: readonly string[];
  /** Where these values come from. */
  readonly sources: readonly Source[];
  readonly inputTypes: readonly ValueType[];
  readonly attributes: readonly OpAttribute[];
  readonly outputs: readonly ValueType[];
  /** Where the program called it. */
  readonly site: CallSite;
}

/** A tensor from outside the recorded function that became an input of the program. */
export interface Capture {
  /** Name of the variable; `undefined` = a tensor that keeps the value it had while recording. */
  readonly variable: string | undefined;
  /** The recording's own reference to the tensor's value, unless it is a variable. */
  readonly handle: Deno.PointerObject | undefined;
  readonly type: ValueType;
  readonly output: Uint8Array<ArrayBuffer>;
}

/** What the recording needs to know about tensors that already exist. */
export interface OutsideTensors {
  /** The native handle of a live tensor. */
  handle(id: number, caller: string): Deno.PointerObject;
  /** Names of variables by the id of their tensor when the recording started. */
  readonly variables: ReadonlyMap<number, string>;
}

/** Ops that draw a new result at each run; in a recording they would be drawn only once. */
const RANDOM_OP = /^(Stateless)?(Random|Multinomial|ParameterizedTruncatedNormal|TruncatedNormal)/;
/** Outputs that only the op's own gradient op reads; TensorFlow does not infer their shapes. */
const SCRATCH_OUTPUTS: Readonly<Record<string, number>> = { FusedBatchNormV3: 5 };
/** Outside tensors of up to this many bytes become constants, which TensorFlow can fold. */
const CONSTANT_BYTES = 1024;
/** `sizeof(TF_Output)`. */
const OUTPUT_BYTES = 16;
/** tfjs-node uses −1 for a tensor that was not uploaded, and releases ids from 0 upwards. */
const FIRST_ID = -2;

/** A graph under construction. */
export class GraphRecording {
  /** The recorded ops in order. */
  readonly ops: RecordedOp[] = [];
  /** Small tensors from outside, in the order in which they were first read. */
  readonly constants: RecordedConstant[] = [];
  /** Larger tensors from outside, and variables, in the order in which they were first read. */
  readonly captures: Capture[] = [];

  readonly #library: TensorFlowLibrary;
  readonly #setters;
  readonly #outside: OutsideTensors;
  #graph: Deno.PointerValue;
  /** By id: recorded values, and outside tensors that were read. */
  readonly #values = new Map<number, Value>();
  /** The last op on each variable inside the library: the next one waits for it. */
  readonly #lastOn = new Map<string, Deno.PointerValue>();
  #nextId = FIRST_ID;
  #nodes = 0;

  constructor(library: TensorFlowLibrary, outside: OutsideTensors) {
    this.#library = library;
    this.#setters = graphSetters(library);
    this.#outside = outside;
    this.#graph = library.c.TF_NewGraph();
  }

  /** Whether the id belongs to a recorded value, not to a computed one. */
  static isRecorded(id: number): boolean {
    return id <= FIRST_ID;
  }

  /** Adds an input of the program. */
  addInput(name: string, type: ValueType): { id: number; output: Uint8Array<ArrayBuffer> } {
    const output = this.#placeholder(type);
    const source = { from: "input", name } as const;
    const origin = () => `input ${name}`;
    return { id: this.#register({ output, name, source, type, origin }), output };
  }

  /**
   * Adds an op.
   *
   * @returns For each output, the id by which later ops refer to it, and its type.
   * @throws {TensorFlowError} If TensorFlow refuses the op.
   * @throws {Error} If an output's shape is not known before it runs, or the op is a random one.
   */
  addOp(
    op: string,
    attributes: readonly OpAttribute[],
    inputIds: readonly number[],
  ): (ValueType & { id: number })[] {
    const site = new CallSite();
    const origin = () => site.of(op);
    if (RANDOM_OP.test(op)) {
      throw new Error(
        `${origin()}: random numbers would be drawn once and then repeated; draw them outside of ` +
          "the compiled function and pass them to it",
      );
    }
    const { c } = this.#library;
    const inputs = inputIds.map((id) => this.#read(id, op));
    const { operation, node } = this.#newNode(op);
    // Ops with an attribute N take a list of that many tensors first.
    const listed = attributes.find(({ name }) => name === "N")?.value as number | undefined ?? 0;
    if (listed > 0) {
      const list = pack(inputs.slice(0, listed).map(({ output }) => output));
      c.TF_AddInputList(operation, list, listed);
    }
    for (const { output } of inputs.slice(listed)) c.TF_AddInput(operation, output);
    for (const attribute of attributes) {
      if (attribute.name === "N" && listed > 0) continue; // follows from the list
      setAttribute(this.#library, this.#setters, operation, op, attribute);
    }
    const resources = new Set(inputs.flatMap(({ resource }) => resource ?? []));
    for (const resource of resources) {
      const last = this.#lastOn.get(resource);
      if (last !== undefined) c.TF_AddControlInput(operation, last);
    }
    const finished = this.#finishNode(operation, origin);
    for (const resource of resources) this.#lastOn.set(resource, finished);
    const resource = op === "VarHandleOp" ? sharedName(attributes) : undefined;
    const count = c.TF_OperationNumOutputs(finished);
    const results = Array.from({ length: count }, (_, index) => {
      const output = outputOf(finished, index);
      const type = SCRATCH_OUTPUTS[op] === index
        ? { shape: [0], dtype: c.TF_OperationOutputType(output) }
        : this.#typeOf(output, origin);
      const name = count === 1 ? `%${this.#nodes}` : `%${this.#nodes}:${index}`;
      const source = { from: "op", index: this.ops.length, output: index } as const;
      return { id: this.#register({ output, name, source, type, origin, resource }), ...type };
    });
    this.ops.push({
      node,
      op,
      inputs: inputs.map(({ name }) => name),
      sources: inputs.map(({ source }) => source),
      inputTypes: inputs.map(({ type }) => type),
      attributes,
      outputs: results.map(({ shape, dtype }) => ({ shape, dtype })),
      site,
    });
    return results;
  }

  /** Makes a tensor from outside part of the program, unless it already is. */
  capture(id: number): void {
    this.#read(id, "output");
  }

  /** The printed name of a value. */
  nameOf(id: number): string {
    return this.#read(id, "output").name;
  }

  /** Where a value comes from. */
  sourceOf(id: number): Source {
    return this.#read(id, "output").source;
  }

  /** What made a recorded value, for messages. */
  originOf(id: number): string {
    return this.#values.get(id)?.origin() ?? "another recording";
  }

  /**
   * Turns the graph into a function and releases everything except the captures' handles.
   *
   * @param name Unique in the process.
   * @param inputs From {@linkcode GraphRecording.addInput}; the captures follow them.
   * @param outputIds Values that the function returns.
   * @returns The `TF_Function`, and the outputs' types.
   */
  finish(
    name: string,
    inputs: readonly Uint8Array<ArrayBuffer>[],
    outputIds: readonly number[],
  ): { function: Deno.PointerValue; outputs: ValueType[] } {
    const { c, status } = this.#library;
    // Copies each value: a function may not return an input, nor the same value twice.
    const outputs = outputIds.map((id) => this.#identity(id));
    const types = outputs.map((output) => this.#typeOf(output, () => "Identity"));
    const all = [...inputs, ...this.captures.map(({ output }) => output)];
    const made = c.TF_GraphToFunction(
      this.#graph,
      this.#library.name(name),
      0,
      -1,
      null,
      all.length,
      pack(all),
      outputs.length,
      pack(outputs),
      null,
      null,
      null,
      status,
    );
    this.#library.check(name);
    this.#release();
    return { function: made, outputs: types };
  }

  /** Releases everything, for a recording that failed. */
  abandon(): void {
    for (const { handle } of this.captures) {
      if (handle) this.#library.c.TFE_DeleteTensorHandle(handle);
    }
    this.#release();
  }

  #release(): void {
    if (this.#graph === null) return;
    this.#library.c.TF_DeleteGraph(this.#graph);
    this.#graph = null;
    this.#values.clear();
  }

  #register(value: Value): number {
    const id = this.#nextId--;
    this.#values.set(id, value);
    return id;
  }

  #read(id: number, caller: string): Value {
    let value = this.#values.get(id);
    if (!value) {
      if (GraphRecording.isRecorded(id)) {
        throw new Error(`${caller}: reads a tensor of another recording`);
      }
      value = this.#capture(id, caller);
      this.#values.set(id, value);
    }
    return value;
  }

  #capture(id: number, caller: string): Value {
    const { c, status } = this.#library;
    const handle = this.#outside.handle(id, caller);
    const rank = c.TFE_TensorHandleNumDims(handle, status);
    const shape = Array.from(
      { length: rank },
      (_, i) => Number(c.TFE_TensorHandleDim(handle, i, status)),
    );
    const type = { shape, dtype: c.TFE_TensorHandleDataType(handle) };
    const variable = this.#outside.variables.get(id);
    if (variable === undefined && bytesOf(type) <= CONSTANT_BYTES) {
      return this.#constant(handle, type);
    }
    const copy = variable === undefined
      ? c.TFE_TensorHandleCopySharingTensor(handle, status)
      : undefined;
    this.#library.check(caller);
    const output = this.#placeholder(type);
    this.captures.push({ variable, handle: copy ?? undefined, type, output });
    const name = variable ?? `captured${this.captures.length}`;
    const source = { from: "capture", index: this.captures.length - 1 } as const;
    return { output, name, source, type, origin: () => name };
  }

  #constant(handle: Deno.PointerObject, type: ValueType): Value {
    const { shape, dtype } = type;
    const { c, status } = this.#library;
    const tensor = c.TFE_TensorHandleResolve(handle, status);
    this.#library.check("Const");
    const { operation } = this.#newNode("Const");
    c.TF_SetAttrTensor(operation, this.#library.name("value"), tensor, status);
    c.TF_SetAttrType(operation, this.#library.name("dtype"), dtype);
    const bytes = new Uint8Array(Number(c.TF_TensorByteSize(tensor)));
    if (bytes.length > 0) Deno.UnsafePointerView.copyInto(c.TF_TensorData(tensor)!, bytes);
    const finished = this.#finishNode(operation, () => "Const");
    c.TF_DeleteTensor(tensor);
    const name = describeValues(bytes, dtype) ?? `${dataTypeName(dtype)}[${shape}]`;
    const source = { from: "constant", index: this.constants.push({ type, bytes }) - 1 } as const;
    return { output: outputOf(finished, 0), name, source, type, origin: () => "a constant" };
  }

  #placeholder({ shape, dtype }: ValueType): Uint8Array<ArrayBuffer> {
    const { c } = this.#library;
    const { operation } = this.#newNode("Placeholder");
    c.TF_SetAttrType(operation, this.#library.name("dtype"), dtype);
    const dims = BigInt64Array.from(shape, BigInt);
    c.TF_SetAttrShape(operation, this.#library.name("shape"), dims, dims.length);
    return outputOf(this.#finishNode(operation, () => "Placeholder"), 0);
  }

  #identity(id: number): Uint8Array<ArrayBuffer> {
    const { operation } = this.#newNode("Identity");
    this.#library.c.TF_AddInput(operation, this.#read(id, "output").output);
    return outputOf(this.#finishNode(operation, () => "Identity"), 0);
  }

  #newNode(op: string): { operation: Deno.PointerValue; node: string } {
    const node = `${op}_${++this.#nodes}`;
    // Not by `library.name`, which caches its strings: node names do not recur.
    const bytes = new TextEncoder().encode(`${node}\0`);
    const operation = this.#library.c.TF_NewOperation(this.#graph, this.#library.name(op), bytes);
    return { operation, node };
  }

  #finishNode(operation: Deno.PointerValue, origin: () => string): Deno.PointerValue {
    const finished = this.#library.c.TF_FinishOperation(operation, this.#library.status);
    this.#library.check(origin);
    return finished;
  }

  #typeOf(output: Uint8Array<ArrayBuffer>, origin: () => string): ValueType {
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
    return { shape: Array.from(dims, Number), dtype: c.TF_OperationOutputType(output) };
  }
}

/** Adds the line that called the op to a message from TensorFlow that names its node. */
export function explain(message: string, ops: readonly RecordedOp[]): string {
  const node = nodeOf(message);
  const op = ops.find((op) => op.node === node);
  return op?.site.line === undefined ? message : `${op.site.of(op.op)}: ${message}`;
}

/** Whether an attribute matters to a reader of the program; types do not: they follow from inputs. */
export function isTelling(attribute: OpAttribute): boolean {
  return attribute.type !== ATTRIBUTE_TYPE.type;
}

/** The name by which all handles of one library variable find it. */
function sharedName(attributes: readonly OpAttribute[]): string {
  return attributes.find(({ name }) => name === "shared_name")!.value as string;
}

function outputOf(operation: Deno.PointerValue, index: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(OUTPUT_BYTES);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(Deno.UnsafePointer.value(operation)), true);
  view.setInt32(8, index, true);
  return bytes;
}

function pack(outputs: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(OUTPUT_BYTES * outputs.length);
  outputs.forEach((output, i) => bytes.set(output, i * OUTPUT_BYTES));
  return bytes;
}

function bytesOf({ shape, dtype }: ValueType): number {
  const size = dtype === DATA_TYPE.uint8 || dtype === DATA_TYPE.bool ? 1 : 4;
  return shape.reduce((n, d) => n * d, size);
}

/** The values of a small constant as text. */
function describeValues(bytes: Uint8Array<ArrayBuffer>, dtype: number): string | undefined {
  const array = dtype === DATA_TYPE.float32
    ? Float32Array
    : dtype === DATA_TYPE.int32
    ? Int32Array
    : undefined;
  if (!array || bytes.length === 0 || bytes.length > 32) return undefined;
  const values = [...new array(bytes.buffer)].map((value) => Number(value.toPrecision(7)));
  return values.length === 1 ? `${values[0]}` : `[${values}]`;
}
