/**
 * Records ops into a TensorFlow graph instead of running them.
 *
 * Nothing is computed while recording: shapes come from TensorFlow's shape inference.
 *
 * @module
 */
import type { TensorFlowLibrary } from "../library/library.ts";
import type { OpAttribute } from "../native/attributes.ts";
import { ATTRIBUTE_TYPE, DATA_TYPE, dataTypeName } from "../native/dtypes.ts";
import {
  bytesOf,
  type GraphOutput,
  NativeGraph,
  type Origin,
  outputOf,
  type ValueType,
} from "../native/native_graph.ts";
import { CallSite, nodeOf } from "./call_site.ts";

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
  readonly output: GraphOutput;
  readonly name: string;
  readonly source: Source;
  readonly type: ValueType;
  /** What made it: `Mean (losses.ts:40:12)`, `input images`. */
  readonly origin: Origin;
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
  readonly output: GraphOutput;
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
/** tfjs-node uses −1 for a tensor that was not uploaded, and releases ids from 0 upwards. */
const FIRST_ID = -2;

/** A program under construction. */
export class GraphRecording {
  /** The recorded ops in order. */
  readonly ops: RecordedOp[] = [];
  /** Small tensors from outside, in the order in which they were first read. */
  readonly constants: RecordedConstant[] = [];
  /** Larger tensors from outside, and variables, in the order in which they were first read. */
  readonly captures: Capture[] = [];

  readonly #library: TensorFlowLibrary;
  readonly #outside: OutsideTensors;
  readonly #graph: NativeGraph;
  /** By id: recorded values, and outside tensors that were read. */
  readonly #values = new Map<number, Value>();
  /** The last op on each variable inside the library: the next one waits for it. */
  readonly #lastOn = new Map<string, Deno.PointerValue>();
  #nextId = FIRST_ID;

  constructor(library: TensorFlowLibrary, outside: OutsideTensors) {
    this.#library = library;
    this.#outside = outside;
    this.#graph = new NativeGraph(library);
  }

  /** Whether the id belongs to a recorded value, not to a computed one. */
  static isRecorded(id: number): boolean {
    return id <= FIRST_ID;
  }

  /** Adds an input of the program. */
  addInput(name: string, type: ValueType): { id: number; output: GraphOutput } {
    const output = this.#graph.addPlaceholder(type);
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
    const inputs = inputIds.map((id) => this.#read(id, op));
    const resources = new Set(inputs.flatMap(({ resource }) => resource ?? []));
    const { operation, node } = this.#graph.addOp({
      ...{ op, attributes, origin },
      inputs: inputs.map(({ output }) => output),
      after: [...resources].flatMap((resource) => this.#lastOn.get(resource) ?? []),
    });
    for (const resource of resources) this.#lastOn.set(resource, operation);
    const resource = op === "VarHandleOp" ? sharedName(attributes) : undefined;
    const count = this.#graph.countOutputs(operation);
    const { nodes } = this.#graph;
    const results = Array.from({ length: count }, (_, index) => {
      const output = outputOf(operation, index);
      const type = SCRATCH_OUTPUTS[op] === index
        ? { shape: [0], dtype: this.#graph.dtypeOf(output) }
        : this.#graph.typeOf(output, origin);
      const name = count === 1 ? `%${nodes}` : `%${nodes}:${index}`;
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
    inputs: readonly GraphOutput[],
    outputIds: readonly number[],
  ): { function: Deno.PointerValue; outputs: ValueType[] } {
    const returned = outputIds.map((id) => this.#read(id, "output").output);
    const given = [...inputs, ...this.captures.map(({ output }) => output)];
    const made = this.#graph.toFunction(name, given, returned);
    this.#values.clear();
    return made;
  }

  /** Releases everything, for a recording that failed. */
  abandon(): void {
    for (const { handle } of this.captures) {
      if (handle) this.#library.c.TFE_DeleteTensorHandle(handle);
    }
    this.#graph.release();
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
    const output = this.#graph.addPlaceholder(type);
    this.captures.push({ variable, handle: copy ?? undefined, type, output });
    const name = variable ?? `captured${this.captures.length}`;
    const source = { from: "capture", index: this.captures.length - 1 } as const;
    return { output, name, source, type, origin: () => name };
  }

  #constant(handle: Deno.PointerObject, type: ValueType): Value {
    const { shape, dtype } = type;
    const { output, bytes } = this.#graph.addConstant(handle, type);
    const name = describeValues(bytes, dtype) ?? `${dataTypeName(dtype)}[${shape}]`;
    const source = { from: "constant", index: this.constants.push({ type, bytes }) - 1 } as const;
    return { output, name, source, type, origin: () => "a constant" };
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
