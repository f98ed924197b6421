/**
 * The numbers by which TensorFlow's C API and tfjs-node's kernels name types.
 *
 * @module
 */

/** Values of `TF_DataType` (tensorflow/c/tf_datatype.h) that the binding handles. */
export const DATA_TYPE = {
  float32: 1,
  uint8: 4,
  int32: 3,
  string: 7,
  complex64: 8,
  int64: 9,
  bool: 10,
  resource: 20,
} as const;

/** Kinds of op attributes as tfjs-node's kernels pass them, numbered as `TF_AttrType`. */
export const ATTRIBUTE_TYPE = {
  string: 0,
  int: 1,
  float: 2,
  bool: 3,
  type: 4,
  shape: 5,
  resource: 6,
} as const;

/** The name of a data type, for messages. */
export function dataTypeName(dtype: number): string {
  for (const [name, value] of Object.entries(DATA_TYPE)) if (value === dtype) return name;
  return `TF_DataType ${dtype}`;
}
