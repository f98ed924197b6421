/**
 * Nodes as TensorFlow's `NodeDef`, in the JSON that tfjs reads.
 *
 * Source: tensorflow/core/framework/node_def.proto and attr_value.proto.
 *
 * @module
 */
import type { OpAttribute } from "../../backend/native/attributes.ts";
import { ATTRIBUTE_TYPE, DATA_TYPE } from "../../backend/native/dtypes.ts";
import type { GraphNode, Value } from "../graph/graph.ts";

type Json = Readonly<Record<string, unknown>>;

/** TensorFlow's names of data types. */
const TYPE_NAMES: Readonly<Record<number, string>> = {
  [DATA_TYPE.float32]: "DT_FLOAT",
  [DATA_TYPE.int32]: "DT_INT32",
  [DATA_TYPE.bool]: "DT_BOOL",
};

/** `DT_FLOAT` and so on. */
export function typeName(dtype: number): string {
  const name = TYPE_NAMES[dtype];
  if (!name) throw new Error(`TF_DataType ${dtype} has no counterpart in tfjs`);
  return name;
}

/** A `TensorShapeProto`; −1 is unknown. */
export function shapeProto(shape: readonly number[]): Json {
  return { dim: shape.map((size) => ({ size: String(size) })) };
}

/** A `NodeDef`. Values of constants are in the weights, under the node's name. */
export function nodeDef({ name, op, inputs, attributes, outputs, bytes }: GraphNode): Json {
  const [type] = outputs;
  const attr = Object.fromEntries(attributes.map((one) => [one.name, attributeValue(one)]));
  if (op === "Placeholder") attr.shape = { shape: shapeProto(type!.shape) };
  if (bytes) {
    attr.value = {
      tensor: { dtype: typeName(type!.dtype), tensorShape: shapeProto(type!.shape) },
    };
  }
  return { name, op, input: inputs.map(inputName), attr };
}

function inputName({ node, output }: Value): string {
  return output === 0 ? node : `${node}:${output}`;
}

/** An `AttrValue`. */
function attributeValue({ name, type, value }: OpAttribute): Json {
  const one: Readonly<Record<number, (value: unknown) => Json>> = {
    [ATTRIBUTE_TYPE.string]: (value) => ({ s: btoa(value as string) }),
    [ATTRIBUTE_TYPE.int]: (value) => ({ i: String(value) }),
    [ATTRIBUTE_TYPE.float]: (value) => ({ f: value }),
    [ATTRIBUTE_TYPE.bool]: (value) => ({ b: Boolean(value) }),
    [ATTRIBUTE_TYPE.type]: (value) => ({ type: typeName(value as number) }),
  };
  const encode = one[type];
  if (!encode) throw new Error(`attribute ${name} of kind ${type} cannot be written`);
  if (!Array.isArray(value)) return encode(value);
  const parts = value.map(encode);
  const [key] = Object.keys(parts[0] ?? { i: 0 });
  return { list: { [key!]: parts.map((part) => part[key!]) } };
}
