/**
 * TensorFlow's C library as the `TFJSBinding` that tfjs-node's kernels call.
 *
 * It replaces tfjs-node's compiled addon with the same object made of FFI calls, so that no C
 * compiler or prebuilt binary is needed and any TensorFlow of recent years works.
 *
 * @module
 */
import { cString, TensorFlowError, type TensorFlowLibrary } from "../library/library.ts";
import { eagerSetters, type OpAttribute, setAttribute } from "../native/attributes.ts";
import { ATTRIBUTE_TYPE, DATA_TYPE } from "../native/dtypes.ts";
import type { ValueType } from "../native/native_graph.ts";
import { createHandle, readHandle, type ReadValues, type TensorValues } from "../native/tensors.ts";
import { GraphRecording } from "./recording.ts";

/** An op's output: the id of its handle, its shape and its `TF_DataType`. */
export class TensorMetadata {
  constructor(readonly id: number, readonly shape: number[], readonly dtype: number) {}
}

/** Placeholder class that the binding's interface names; attributes are plain objects. */
export class TFEOpAttr {
  constructor(
    readonly name: string,
    readonly type: number,
    readonly value: OpAttribute["value"],
  ) {}
}

/** A device that TensorFlow found: `/device:CPU:0` of type `CPU`. */
export interface Device {
  readonly name: string;
  readonly type: string;
}

/** The binding over one opened library. */
export class TensorFlowBinding {
  readonly TensorMetadata = TensorMetadata;
  readonly TFEOpAttr = TFEOpAttr;
  readonly TF_FLOAT = DATA_TYPE.float32;
  readonly TF_INT32 = DATA_TYPE.int32;
  readonly TF_INT64 = DATA_TYPE.int64;
  readonly TF_BOOL = DATA_TYPE.bool;
  readonly TF_COMPLEX64 = DATA_TYPE.complex64;
  readonly TF_STRING = DATA_TYPE.string;
  readonly TF_RESOURCE = DATA_TYPE.resource;
  readonly TF_UINT8 = DATA_TYPE.uint8;
  readonly TF_ATTR_STRING = ATTRIBUTE_TYPE.string;
  readonly TF_ATTR_INT = ATTRIBUTE_TYPE.int;
  readonly TF_ATTR_FLOAT = ATTRIBUTE_TYPE.float;
  readonly TF_ATTR_BOOL = ATTRIBUTE_TYPE.bool;
  readonly TF_ATTR_TYPE = ATTRIBUTE_TYPE.type;
  readonly TF_ATTR_SHAPE = ATTRIBUTE_TYPE.shape;
  readonly TF_ATTR_RESOURCE = ATTRIBUTE_TYPE.resource;
  readonly TF_Version: string;
  readonly devices: readonly Device[];

  /** The opened library. */
  readonly library: TensorFlowLibrary;
  /** The `TFE_Context` in which ops run. */
  readonly context: Deno.PointerObject;
  readonly #setters;
  readonly #handles = new Map<number, Deno.PointerObject>();
  #nextId = 1;
  #recording: GraphRecording | undefined;

  /**
   * @param library The opened library.
   * @param threads Threads for one op and for ops side by side; 0 lets TensorFlow choose.
   * @param gpu Further fields of the `ConfigProto`, serialised.
   */
  constructor(library: TensorFlowLibrary, threads = 0, gpu = new Uint8Array()) {
    const { c, status } = library;
    this.library = library;
    this.#setters = eagerSetters(library);
    this.TF_Version = library.version;
    const options = c.TFE_NewContextOptions();
    // Serialised messages of the same type can be concatenated.
    const config = Uint8Array.of(...configProto(threads), ...gpu);
    c.TFE_ContextOptionsSetConfig(options, config, BigInt(config.length), status);
    library.check("TFE_ContextOptionsSetConfig");
    const context = c.TFE_NewContext(options, status);
    library.check("TFE_NewContext");
    c.TFE_DeleteContextOptions(options);
    this.context = context!;
    this.devices = listDevices(library, this.context);
  }

  /** Copies values into a new tensor and returns its id. */
  createTensor(shape: number[], dtype: number, values: TensorValues): number {
    return this.#adopt(createHandle(this.library, shape, dtype, values));
  }

  /** Releases a tensor. Releasing an unknown or released id is an error. */
  deleteTensor(id: number): void {
    this.library.c.TFE_DeleteTensorHandle(this.handle(id, "deleteTensor"));
    this.#handles.delete(id);
  }

  /** Copies a tensor's values into JavaScript. */
  tensorDataSync(id: number): ReadValues {
    if (GraphRecording.isRecorded(id)) {
      throw new Error(
        `Cannot read the result of ${
          this.#recording?.originOf(id) ?? "a recorded op"
        }: a compiled ` +
          "function is recorded, not computed, so nothing in it may depend on values; return the " +
          "tensor and read it outside",
      );
    }
    return readHandle(this.library, this.handle(id, "tensorDataSync"));
  }

  /**
   * Runs one op, or adds it to the graph while recording.
   *
   * @throws {TensorFlowError} With the op's name and TensorFlow's message.
   */
  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    inputIds: readonly number[],
    outputCount: number,
  ): TensorMetadata[] {
    if (this.#recording) {
      return this.#recording.addOp(name, attributes, inputIds)
        .map(({ id, shape, dtype }) => new TensorMetadata(id, [...shape], dtype));
    }
    const { c, status } = this.library;
    const op = c.TFE_NewOp(this.context, this.library.name(name), status);
    this.library.check(name);
    const outputs = new BigUint64Array(outputCount);
    const count = new Int32Array([outputCount]);
    try {
      for (const id of inputIds) {
        c.TFE_OpAddInput(op, this.handle(id, name), status);
        this.library.check(name);
      }
      for (const attribute of attributes) {
        setAttribute(this.library, this.#setters, op, name, attribute);
      }
      c.TFE_Execute(op, outputs, count, status);
      this.library.check(name);
    } finally {
      c.TFE_DeleteOp(op);
    }
    const results: TensorMetadata[] = [];
    for (let i = 0; i < count[0]!; i++) {
      results.push(this.#describe(Deno.UnsafePointer.create(outputs[i]!)!));
    }
    return results;
  }

  /**
   * Runs `body` with its ops recorded instead of computed.
   *
   * @param variables Names of variables by the id of their tensor.
   * @returns The recording, and what `body` returned.
   */
  record<T>(
    variables: ReadonlyMap<number, string>,
    body: (recording: GraphRecording) => T,
  ): { recording: GraphRecording; result: T } {
    const recording = new GraphRecording(this.library, {
      variables,
      handle: (id, caller) => this.handle(id, caller),
    });
    this.#recording = recording;
    try {
      return { recording, result: body(recording) };
    } catch (error) {
      recording.abandon();
      throw error;
    } finally {
      this.#recording = undefined;
    }
  }

  /** Whether ops are being recorded. */
  get isRecording(): boolean {
    return this.#recording !== undefined;
  }

  /** The native handle of a live tensor. */
  handle(id: number, caller: string): Deno.PointerObject {
    const handle = this.#handles.get(id);
    if (!handle) throw new TensorFlowError(caller, 3, `no live tensor with id ${id}`);
    return handle;
  }

  /** Takes over a native handle of known shape and type. */
  adopt(handle: Deno.PointerObject, { shape, dtype }: ValueType): TensorMetadata {
    return new TensorMetadata(this.#adopt(handle), [...shape], dtype);
  }

  /** The number of live tensors on TensorFlow's side. */
  getNumOfTensors(): number {
    return this.#handles.size;
  }

  /** Whether a GPU is among the devices. */
  isUsingGpuDevice(): boolean {
    return this.devices.some((device) => device.type === "GPU");
  }

  /** Always 0: saved models are not supported. */
  getNumOfSavedModels(): number {
    return 0;
  }

  /** Refused: not part of this binding. */
  loadSavedModel(): never {
    return unsupported("loadSavedModel");
  }

  /** Refused: not part of this binding. */
  deleteSavedModel(): never {
    return unsupported("deleteSavedModel");
  }

  /** Refused: not part of this binding. */
  runSavedModel(): never {
    return unsupported("runSavedModel");
  }

  #adopt(handle: Deno.PointerObject): number {
    const id = this.#nextId++;
    this.#handles.set(id, handle);
    return id;
  }

  #describe(handle: Deno.PointerObject): TensorMetadata {
    const { c, status } = this.library;
    const rank = c.TFE_TensorHandleNumDims(handle, status);
    const shape = new Array<number>(rank);
    for (let i = 0; i < rank; i++) shape[i] = Number(c.TFE_TensorHandleDim(handle, i, status));
    return this.adopt(handle, { shape, dtype: c.TFE_TensorHandleDataType(handle) });
  }
}

function unsupported(what: string): never {
  throw new Error(
    `${what}: saved models are not supported by the TensorFlow binding; ` +
      "models of this project are stored as safetensors",
  );
}

/** A serialised `ConfigProto` that sets the two thread counts (fields 2 and 5). */
function configProto(threads: number): Uint8Array<ArrayBuffer> {
  if (!Number.isInteger(threads) || threads < 0 || threads > 127) {
    throw new RangeError(`Cannot use ${threads} threads: expected 0 (automatic) to 127`);
  }
  // Each count is one varint byte: threads of an op, and ops of a recorded function side by side, of
  // which TensorFlow by itself takes as many.
  return threads === 0 ? new Uint8Array() : new Uint8Array([0x10, threads, 0x28, threads]);
}

function listDevices(library: TensorFlowLibrary, context: Deno.PointerObject): Device[] {
  const { c, status } = library;
  const list = c.TFE_ContextListDevices(context, status);
  library.check("TFE_ContextListDevices");
  const devices = Array.from({ length: c.TF_DeviceListCount(list) }, (_, i) => ({
    name: cString(c.TF_DeviceListName(list, i, status)).replace(/^.*(?=\/device:)/, ""),
    type: cString(c.TF_DeviceListType(list, i, status)),
  }));
  c.TF_DeleteDeviceList(list);
  return devices;
}
