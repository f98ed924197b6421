/**
 * ONNX's own protobuf schema, and messages of it.
 *
 * Source: `vendor/onnx/onnx.proto`, unchanged from ONNX 1.23 (Apache-2.0, licence beside it).
 *
 * @module
 */
import protobuf from "protobufjs";
import { DATA_TYPE } from "../../backend/native/dtypes.ts";
import { Refusal } from "../graph/refusal.ts";

/** Plain messages by their fields' names in the schema. */
export type Message = Readonly<Record<string, unknown>>;

/** `TensorProto.DataType`. */
export const ONNX_TYPE = { float: 1, uint8: 2, int32: 6, int64: 7, bool: 9 } as const;

const OF_TENSORFLOW: Readonly<Record<number, number>> = {
  [DATA_TYPE.float32]: ONNX_TYPE.float,
  [DATA_TYPE.int32]: ONNX_TYPE.int32,
  [DATA_TYPE.bool]: ONNX_TYPE.bool,
};

/** ONNX's number of a `TF_DataType`. */
export function onnxType(dtype: number): number {
  const type = OF_TENSORFLOW[dtype];
  if (type === undefined) throw new Refusal(`TF_DataType ${dtype} has no counterpart`);
  return type;
}

/** `AttributeProto.AttributeType`. */
const ATTRIBUTE = { FLOAT: 1, INT: 2, STRING: 3, INTS: 7 } as const;

/** A whole number is an `INT`; `{ float }` is a `FLOAT`. */
export type Attribute = number | string | readonly number[] | { readonly float: number };

/** An `AttributeProto`. */
export function attributeProto(name: string, value: Attribute): Message {
  if (typeof value === "string") {
    return { name, type: ATTRIBUTE.STRING, s: new TextEncoder().encode(value) };
  }
  if (typeof value === "number") return { name, type: ATTRIBUTE.INT, i: value };
  if ("float" in value) return { name, type: ATTRIBUTE.FLOAT, f: value.float };
  return { name, type: ATTRIBUTE.INTS, ints: [...value] };
}

/** A `TensorProto` of values in little-endian order. */
export function tensorProto(
  name: string,
  { shape, type, bytes }: { shape: readonly number[]; type: number; bytes: Uint8Array },
): Message {
  return { name, dims: [...shape], data_type: type, raw_data: bytes };
}

/** A `ValueInfoProto`; a dimension of −1 is called `n`. */
export function valueInfo(name: string, type: number, shape: readonly number[]): Message {
  const dim = shape.map((size) => size === -1 ? { dim_param: "n" } : { dim_value: size });
  return { name, type: { tensor_type: { elem_type: type, shape: { dim } } } };
}

/** Serialises a `ModelProto`. */
export async function encodeModel(model: Message): Promise<Uint8Array> {
  const text = await Deno.readTextFile(
    new URL("../../../vendor/onnx/onnx.proto", import.meta.url),
  );
  const ModelProto = protobuf.parse(text, { keepCase: true }).root.lookupType("onnx.ModelProto");
  const problem = ModelProto.verify(model);
  if (problem) throw new Error(`ONNX: ${problem}`);
  return ModelProto.encode(ModelProto.fromObject(model)).finish();
}
