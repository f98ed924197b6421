/**
 * Copies values between typed arrays and TensorFlow's tensor handles.
 *
 * @module
 */
import { TensorFlowError, type TensorFlowLibrary } from "../library/library.ts";
import { DATA_TYPE, dataTypeName } from "./dtypes.ts";

/** Values as tfjs passes them: numbers in a typed array, or one byte array per string. */
export type TensorValues = Float32Array | Int32Array | Uint8Array | readonly Uint8Array[];

/** Values read from a tensor: int64 comes as BigInt64Array, complex64 as re, im, re, im, … */
export type ReadValues = Float32Array | Int32Array | Uint8Array | BigInt64Array | Uint8Array[];

/** Bytes of one element, and which array holds it in JavaScript. */
const NUMERIC: Record<number, { bytes: number; arrays: readonly string[] }> = {
  [DATA_TYPE.float32]: { bytes: 4, arrays: ["Float32Array"] },
  [DATA_TYPE.int32]: { bytes: 4, arrays: ["Int32Array"] },
  [DATA_TYPE.uint8]: { bytes: 1, arrays: ["Uint8Array"] },
  [DATA_TYPE.bool]: { bytes: 1, arrays: ["Uint8Array"] },
  [DATA_TYPE.complex64]: { bytes: 8, arrays: ["Float32Array"] },
  // tfjs-node writes int64 as pairs of low and high words; plain int64 is accepted as well.
  [DATA_TYPE.int64]: { bytes: 8, arrays: ["Int32Array", "BigInt64Array"] },
};

/** `sizeof(TF_TString)`. */
const STRING_BYTES = 24;

/** TensorFlow's code for running out of memory. */
const RESOURCE_EXHAUSTED = 8;

/** Bytes of one element; those of strings and resources are structures. */
export function elementBytes(dtype: number): number {
  return NUMERIC[dtype]?.bytes ?? STRING_BYTES;
}

/**
 * Makes a tensor handle of a copy of `values`.
 *
 * @throws {TypeError} If the array's type or length does not fit the shape and dtype.
 */
export function createHandle(
  library: TensorFlowLibrary,
  shape: readonly number[],
  dtype: number,
  values: TensorValues,
): Deno.PointerObject {
  const elements = shape.reduce((n, d) => n * d, 1);
  const tensor = dtype === DATA_TYPE.string
    ? stringTensor(library, shape, elements, values)
    : numericTensor(library, shape, elements, dtype, values);
  const handle = library.c.TFE_NewTensorHandle(tensor, library.status);
  library.c.TF_DeleteTensor(tensor); // the handle keeps its own reference to the data
  library.check("createTensor");
  return handle!;
}

/** @throws {TensorFlowError} If there is no memory: TensorFlow then makes a tensor without data. */
function allocate(
  library: TensorFlowLibrary,
  shape: readonly number[],
  dtype: number,
  bytes: number,
): Deno.PointerObject {
  const { c } = library;
  const dims = BigInt64Array.from(shape, BigInt);
  const tensor = c.TF_AllocateTensor(dtype, dims, shape.length, BigInt(bytes));
  if (tensor !== null && (bytes === 0 || c.TF_TensorData(tensor) !== null)) return tensor;
  if (tensor !== null) c.TF_DeleteTensor(tensor);
  throw new TensorFlowError("createTensor", RESOURCE_EXHAUSTED, `cannot allocate ${bytes} bytes`);
}

function numericTensor(
  library: TensorFlowLibrary,
  shape: readonly number[],
  elements: number,
  dtype: number,
  values: TensorValues,
): Deno.PointerObject {
  const numeric = NUMERIC[dtype];
  if (!numeric) {
    throw new TypeError(`Cannot create a tensor of ${dataTypeName(dtype)} from values`);
  }
  if (!ArrayBuffer.isView(values) || !numeric.arrays.includes(values.constructor.name)) {
    throw new TypeError(
      `Cannot create a ${dataTypeName(dtype)} tensor from ${values.constructor.name}: ` +
        `expected ${numeric.arrays.join(" or ")}`,
    );
  }
  const bytes = elements * numeric.bytes;
  if (values.byteLength !== bytes) {
    throw new TypeError(
      `Cannot create a ${dataTypeName(dtype)} tensor of shape [${shape}]: ` +
        `expected ${bytes} bytes, found ${values.byteLength}`,
    );
  }
  const tensor = allocate(library, shape, dtype, bytes);
  if (bytes > 0) {
    const data = library.c.TF_TensorData(tensor)!;
    new Uint8Array(Deno.UnsafePointerView.getArrayBuffer(data, bytes)).set(
      new Uint8Array(values.buffer, values.byteOffset, bytes),
    );
  }
  return tensor;
}

function stringTensor(
  library: TensorFlowLibrary,
  shape: readonly number[],
  elements: number,
  values: TensorValues,
): Deno.PointerObject {
  if (ArrayBuffer.isView(values) || values.length !== elements) {
    throw new TypeError(
      `Cannot create a string tensor of shape [${shape}]: expected ${elements} byte arrays`,
    );
  }
  const tensor = allocate(library, shape, DATA_TYPE.string, elements * STRING_BYTES);
  const data = library.c.TF_TensorData(tensor);
  values.forEach((value, i) => {
    const slot = Deno.UnsafePointer.offset(data!, i * STRING_BYTES);
    library.c.TF_StringInit(slot);
    library.c.TF_StringCopy(slot, Uint8Array.from(value), BigInt(value.length));
  });
  return tensor;
}

/**
 * Copies a handle's values into JavaScript.
 *
 * A resource handle is returned as the bytes of its tensor, as in tfjs-node.
 *
 * @throws {TypeError} If the dtype has no counterpart in JavaScript.
 */
export function readHandle(
  library: TensorFlowLibrary,
  handle: Deno.PointerObject,
): ReadValues {
  const { c } = library;
  const dtype = c.TFE_TensorHandleDataType(handle);
  if (dtype === DATA_TYPE.string) return readStrings(library, handle);
  if (!NUMERIC[dtype] && dtype !== DATA_TYPE.resource) {
    throw new TypeError(`Cannot read a tensor of ${dataTypeName(dtype)}`);
  }
  const tensor = c.TFE_TensorHandleResolve(handle, library.status);
  library.check("tensorDataSync");
  const bytes = new Uint8Array(Number(c.TF_TensorByteSize(tensor)));
  if (bytes.length > 0) Deno.UnsafePointerView.copyInto(c.TF_TensorData(tensor)!, bytes);
  c.TF_DeleteTensor(tensor);
  switch (dtype) {
    case DATA_TYPE.float32:
    case DATA_TYPE.complex64:
      return new Float32Array(bytes.buffer);
    case DATA_TYPE.int32:
      return new Int32Array(bytes.buffer);
    case DATA_TYPE.int64:
      return new BigInt64Array(bytes.buffer);
    default:
      return bytes;
  }
}

function readStrings(library: TensorFlowLibrary, handle: Deno.PointerObject): Uint8Array[] {
  const { c, status } = library;
  const elements = Number(c.TFE_TensorHandleNumElements(handle, status));
  library.check("tensorDataSync");
  const tensor = c.TFE_TensorHandleResolve(handle, status);
  library.check("tensorDataSync");
  const data = c.TF_TensorData(tensor);
  const strings = Array.from({ length: elements }, (_, i) => {
    const slot = Deno.UnsafePointer.offset(data!, i * STRING_BYTES);
    const bytes = new Uint8Array(Number(c.TF_StringGetSize(slot)));
    if (bytes.length > 0) {
      Deno.UnsafePointerView.copyInto(c.TF_StringGetDataPointer(slot)!, bytes);
    }
    return bytes;
  });
  c.TF_DeleteTensor(tensor);
  return strings;
}
