/**
 * Sets an op's attributes from what tfjs-node's kernels pass.
 *
 * @module
 */
import type { TensorFlowLibrary } from "../library/library.ts";
import type { TensorFlowSymbols } from "../library/symbols.ts";
import { ATTRIBUTE_TYPE } from "./dtypes.ts";

/** An attribute as tfjs-node's kernels describe it. A list value sets the list attribute. */
export interface OpAttribute {
  readonly name: string;
  /** One of {@linkcode ATTRIBUTE_TYPE}. */
  readonly type: number;
  readonly value: boolean | number | object | string | number[];
}

const encoder = new TextEncoder();

/**
 * The C functions that set attributes, of an eager op or of a graph's operation: they differ only
 * in name.
 */
export interface AttributeSetters {
  readonly string: TensorFlowSymbols["TF_SetAttrString"];
  readonly stringList: TensorFlowSymbols["TF_SetAttrStringList"];
  readonly int: TensorFlowSymbols["TF_SetAttrInt"];
  readonly intList: TensorFlowSymbols["TF_SetAttrIntList"];
  readonly float: TensorFlowSymbols["TF_SetAttrFloat"];
  readonly floatList: TensorFlowSymbols["TF_SetAttrFloatList"];
  readonly bool: TensorFlowSymbols["TF_SetAttrBool"];
  readonly boolList: TensorFlowSymbols["TF_SetAttrBoolList"];
  readonly type: TensorFlowSymbols["TF_SetAttrType"];
  readonly typeList: TensorFlowSymbols["TF_SetAttrTypeList"];
  readonly shape: TensorFlowSymbols["TF_SetAttrShape"];
  readonly shapeList: TensorFlowSymbols["TF_SetAttrShapeList"];
}

/** Setters of ops that run at once. */
export function eagerSetters({ c, status }: TensorFlowLibrary): AttributeSetters {
  return {
    string: c.TFE_OpSetAttrString,
    stringList: c.TFE_OpSetAttrStringList,
    int: c.TFE_OpSetAttrInt,
    intList: c.TFE_OpSetAttrIntList,
    float: c.TFE_OpSetAttrFloat,
    floatList: c.TFE_OpSetAttrFloatList,
    bool: c.TFE_OpSetAttrBool,
    boolList: c.TFE_OpSetAttrBoolList,
    type: c.TFE_OpSetAttrType,
    typeList: c.TFE_OpSetAttrTypeList,
    shape: (op, name, dims, rank) => c.TFE_OpSetAttrShape(op, name, dims, rank, status),
    shapeList: (op, name, dims, ranks, count) =>
      c.TFE_OpSetAttrShapeList(op, name, dims, ranks, count, status),
  };
}

/** Setters of a graph's operations. */
export function graphSetters({ c }: TensorFlowLibrary): AttributeSetters {
  return {
    string: c.TF_SetAttrString,
    stringList: c.TF_SetAttrStringList,
    int: c.TF_SetAttrInt,
    intList: c.TF_SetAttrIntList,
    float: c.TF_SetAttrFloat,
    floatList: c.TF_SetAttrFloatList,
    bool: c.TF_SetAttrBool,
    boolList: c.TF_SetAttrBoolList,
    type: c.TF_SetAttrType,
    typeList: c.TF_SetAttrTypeList,
    shape: c.TF_SetAttrShape,
    shapeList: c.TF_SetAttrShapeList,
  };
}

/**
 * Sets one attribute.
 *
 * @throws {TypeError} Naming the op and the attribute, if the value does not fit the type or the
 * type is not supported.
 */
export function setAttribute(
  library: TensorFlowLibrary,
  set: AttributeSetters,
  op: Deno.PointerValue,
  opName: string,
  attribute: OpAttribute,
): void {
  const { type, value } = attribute;
  const name = library.name(attribute.name);
  const refuse = (expected: string): never => {
    throw new TypeError(
      `${opName}: attribute ${attribute.name}: expected ${expected}, found ${
        JSON.stringify(value) ?? String(value)
      }`,
    );
  };
  switch (type) {
    case ATTRIBUTE_TYPE.string: {
      if (isListOf(value, "string")) {
        const strings = value.map((s) => encoder.encode(s));
        set.stringList(op, name, pointers(strings), lengths(strings), strings.length);
        return;
      }
      if (typeof value !== "string") refuse("a string or a list of strings");
      const bytes = encoder.encode(value as string);
      set.string(op, name, bytes, BigInt(bytes.length));
      return;
    }
    case ATTRIBUTE_TYPE.int:
      if (isListOf(value, "number")) {
        set.intList(op, name, BigInt64Array.from(value, BigInt), value.length);
        return;
      }
      if (!Number.isInteger(value)) refuse("a whole number or a list of them");
      set.int(op, name, BigInt(value as number));
      return;
    case ATTRIBUTE_TYPE.float:
      if (isListOf(value, "number")) {
        set.floatList(op, name, Float32Array.from(value), value.length);
        return;
      }
      if (typeof value !== "number") refuse("a number or a list of numbers");
      set.float(op, name, value as number);
      return;
    case ATTRIBUTE_TYPE.bool:
      if (isListOf(value, "boolean")) {
        set.boolList(op, name, Uint8Array.from(value, Number), value.length);
        return;
      }
      // Some kernels pass 0 and 1.
      if (typeof value !== "boolean" && value !== 0 && value !== 1) refuse("true or false");
      set.bool(op, name, value ? 1 : 0);
      return;
    case ATTRIBUTE_TYPE.type:
      if (isListOf(value, "number")) {
        set.typeList(op, name, Int32Array.from(value), value.length);
        return;
      }
      if (!Number.isInteger(value)) refuse("a data type or a list of them");
      set.type(op, name, value as number);
      return;
    case ATTRIBUTE_TYPE.shape: {
      if (Array.isArray(value) && value.length > 0 && value.every((s) => isListOf(s, "number"))) {
        const shapes = (value as number[][]).map((s) => BigInt64Array.from(s, BigInt));
        const ranks = Int32Array.from(shapes, (s) => s.length);
        set.shapeList(op, name, pointers(shapes), ranks, shapes.length);
      } else {
        if (!isListOf(value, "number")) refuse("a shape or a list of shapes");
        const dims = BigInt64Array.from(value as number[], BigInt);
        set.shape(op, name, dims, dims.length);
      }
      library.check(opName);
      return;
    }
    default:
      throw new TypeError(
        `${opName}: attribute ${attribute.name}: attribute type ${type} is not supported`,
      );
  }
}

interface ListElement {
  string: string;
  number: number;
  boolean: boolean;
}

function isListOf<K extends keyof ListElement>(value: unknown, kind: K): value is ListElement[K][] {
  return Array.isArray(value) && value.every((x) => typeof x === kind);
}

/** The addresses of arrays, as a C array of pointers. The caller keeps the arrays alive. */
function pointers(arrays: readonly (Uint8Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>)[]) {
  return BigUint64Array.from(
    arrays,
    (a) => a.length === 0 ? 0n : Deno.UnsafePointer.value(Deno.UnsafePointer.of(a)),
  );
}

function lengths(arrays: readonly Uint8Array[]): BigUint64Array<ArrayBuffer> {
  return BigUint64Array.from(arrays, (a) => BigInt(a.length));
}
