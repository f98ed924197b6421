/**
 * Sets an op's attributes from what tfjs-node's kernels pass.
 *
 * @module
 */
import { ATTRIBUTE_TYPE } from "./dtypes.ts";
import type { TensorFlowLibrary } from "./library.ts";

/** An attribute as tfjs-node's kernels describe it. A list value sets the list attribute. */
export interface OpAttribute {
  readonly name: string;
  /** One of {@linkcode ATTRIBUTE_TYPE}. */
  readonly type: number;
  readonly value: boolean | number | object | string | number[];
}

const encoder = new TextEncoder();

/**
 * Sets one attribute.
 *
 * @throws {TypeError} Naming the op and the attribute, if the value does not fit the type or the
 * type is not supported.
 */
export function setAttribute(
  library: TensorFlowLibrary,
  op: Deno.PointerValue,
  opName: string,
  attribute: OpAttribute,
): void {
  const { c } = library;
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
        c.TFE_OpSetAttrStringList(op, name, pointers(strings), lengths(strings), strings.length);
        return;
      }
      if (typeof value !== "string") refuse("a string or a list of strings");
      const bytes = encoder.encode(value as string);
      c.TFE_OpSetAttrString(op, name, bytes, BigInt(bytes.length));
      return;
    }
    case ATTRIBUTE_TYPE.int:
      if (isListOf(value, "number")) {
        c.TFE_OpSetAttrIntList(op, name, BigInt64Array.from(value, BigInt), value.length);
        return;
      }
      if (!Number.isInteger(value)) refuse("a whole number or a list of them");
      c.TFE_OpSetAttrInt(op, name, BigInt(value as number));
      return;
    case ATTRIBUTE_TYPE.float:
      if (isListOf(value, "number")) {
        c.TFE_OpSetAttrFloatList(op, name, Float32Array.from(value), value.length);
        return;
      }
      if (typeof value !== "number") refuse("a number or a list of numbers");
      c.TFE_OpSetAttrFloat(op, name, value as number);
      return;
    case ATTRIBUTE_TYPE.bool:
      if (isListOf(value, "boolean")) {
        c.TFE_OpSetAttrBoolList(op, name, Uint8Array.from(value, Number), value.length);
        return;
      }
      // Some kernels pass 0 and 1.
      if (typeof value !== "boolean" && value !== 0 && value !== 1) refuse("true or false");
      c.TFE_OpSetAttrBool(op, name, value ? 1 : 0);
      return;
    case ATTRIBUTE_TYPE.type:
      if (isListOf(value, "number")) {
        c.TFE_OpSetAttrTypeList(op, name, Int32Array.from(value), value.length);
        return;
      }
      if (!Number.isInteger(value)) refuse("a data type or a list of them");
      c.TFE_OpSetAttrType(op, name, value as number);
      return;
    case ATTRIBUTE_TYPE.shape: {
      if (Array.isArray(value) && value.length > 0 && value.every((s) => isListOf(s, "number"))) {
        const shapes = (value as number[][]).map((s) => BigInt64Array.from(s, BigInt));
        const ranks = Int32Array.from(shapes, (s) => s.length);
        c.TFE_OpSetAttrShapeList(
          op,
          name,
          pointers(shapes),
          ranks,
          shapes.length,
          library.status,
        );
      } else {
        if (!isListOf(value, "number")) refuse("a shape or a list of shapes");
        const dims = BigInt64Array.from(value as number[], BigInt);
        c.TFE_OpSetAttrShape(op, name, dims, dims.length, library.status);
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
