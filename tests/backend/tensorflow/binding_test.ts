import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../../lib/backend/backend.ts";
import { TensorFlowError, TensorFlowLibrary } from "../../../lib/backend/library/library.ts";
import { eagerSetters, setAttribute } from "../../../lib/backend/native/attributes.ts";
import { ATTRIBUTE_TYPE, DATA_TYPE } from "../../../lib/backend/native/dtypes.ts";
import { TensorFlowBinding } from "../../../lib/backend/tensorflow/binding.ts";
import { noLeak } from "../../no_leak.ts";
import { skipBecause } from "../../skip.ts";

const backend = await useBackend();
const binding = (tf.backend() as unknown as { binding: TensorFlowBinding }).binding;
const ignore = skipBecause(
  "binding tests",
  binding instanceof TensorFlowBinding ? undefined : backend.description,
);

const attribute = (kind: keyof typeof ATTRIBUTE_TYPE, name: string, value: never) => ({
  name,
  type: ATTRIBUTE_TYPE[kind],
  value,
});
const string = (name: string, value: string | string[]) =>
  attribute("string", name, value as never);
const int = (name: string, value: number | number[]) => attribute("int", name, value as never);
const float = (name: string, value: number | number[]) => attribute("float", name, value as never);
const bool = (name: string, value: boolean | boolean[]) => attribute("bool", name, value as never);
const type = (name: string, value: number | number[]) => attribute("type", name, value as never);
const shape = (name: string, value: number[] | number[][]) =>
  attribute("shape", name, value as never);

/** Runs an op on fresh inputs, reads its outputs and releases everything. */
function call(
  op: string,
  attributes: Parameters<TensorFlowBinding["executeOp"]>[1],
  inputs: [number[], number, Parameters<TensorFlowBinding["createTensor"]>[2]][],
  outputs = 1,
): { shape: number[]; dtype: number; values: unknown[] }[] {
  const ids = inputs.map((input) => binding.createTensor(...input));
  try {
    return binding.executeOp(op, attributes, ids, outputs).map(({ id, shape, dtype }) => {
      const values = [...binding.tensorDataSync(id)];
      binding.deleteTensor(id);
      return { shape, dtype, values };
    });
  } finally {
    ids.forEach((id) => binding.deleteTensor(id));
  }
}

function bindingTest(name: string, body: () => void): void {
  Deno.test({ name: `binding: ${name}`, ignore, fn: () => noLeak(body) });
}

const { float32, int32, int64, uint8, bool: boolType, complex64, string: stringType } = DATA_TYPE;

bindingTest("every dtype goes in and comes out unchanged", () => {
  const identity = (dtype: number, values: Parameters<TensorFlowBinding["createTensor"]>[2]) =>
    call("Identity", [type("T", dtype)], [[[2], dtype, values]])[0]!;
  assertEquals(identity(float32, Float32Array.of(1.5, -0)).values, [1.5, -0]);
  assertEquals(identity(int32, Int32Array.of(-7, 2 ** 31 - 1)).values, [-7, 2 ** 31 - 1]);
  assertEquals(identity(uint8, Uint8Array.of(0, 255)).values, [0, 255]);
  assertEquals(identity(boolType, Uint8Array.of(1, 0)).values, [1, 0]);
  assertEquals(identity(complex64, Float32Array.of(1, 2, 3, 4)).values, [1, 2, 3, 4]);
  // tfjs-node writes int64 as pairs of low and high words
  assertEquals(identity(int64, Int32Array.of(5, 0, -1, -1)).values, [5n, -1n]);
  const short = new TextEncoder().encode("ok");
  const long = new TextEncoder().encode("längere Zeichenkette, die nicht in 22 Byte passt");
  assertEquals(identity(stringType, [short, long]).values, [short, long]);
});

bindingTest("scalars and empty tensors", () => {
  assertEquals(call("Neg", [type("T", float32)], [[[], float32, Float32Array.of(3)]]), [
    { shape: [], dtype: float32, values: [-3] },
  ]);
  assertEquals(call("Neg", [type("T", float32)], [[[0, 4], float32, new Float32Array()]]), [
    { shape: [0, 4], dtype: float32, values: [] },
  ]);
});

bindingTest("int, int list, string, bool, float and type attributes", () => {
  const [product] = call("MatMul", [
    type("T", float32),
    bool("transpose_a", false),
    bool("transpose_b", true),
  ], [[[1, 2], float32, Float32Array.of(1, 2)], [[1, 2], float32, Float32Array.of(3, 4)]]);
  assertEquals(product, { shape: [1, 1], dtype: float32, values: [11] });
  const [pooled] = call("MaxPool", [
    type("T", float32),
    int("ksize", [1, 2, 2, 1]),
    int("strides", [1, 2, 2, 1]),
    string("padding", "VALID"),
    string("data_format", "NHWC"),
  ], [[[1, 2, 2, 1], float32, Float32Array.of(1, 4, 2, 3)]]);
  assertEquals(pooled!.values, [4]);
  const [leaky] = call("LeakyRelu", [type("T", float32), float("alpha", 0.5)], [
    [[2], float32, Float32Array.of(-2, 2)],
  ]);
  assertEquals(leaky!.values, [-1, 2]);
  const [sum] = call("AddN", [type("T", float32), int("N", 2)], [
    [[1], float32, Float32Array.of(1)],
    [[1], float32, Float32Array.of(2)],
  ]);
  assertEquals(sum!.values, [3]);
});

bindingTest("a float list attribute", () => {
  const [buckets] = call("Bucketize", [type("T", float32), float("boundaries", [0, 10])], [
    [[3], float32, Float32Array.of(-5, 5, 15)],
  ]);
  assertEquals(buckets!.values, [0, 1, 2]);
});

bindingTest("string, type and shape list attributes", () => {
  // A tf.Example with the feature "x" = [1.5, 2.5]: protobuf fields as tag, length, content.
  const field = (tag: number, bytes: number[]) => [tag * 8 + 2, bytes.length, ...bytes];
  const floats = [...new Uint8Array(Float32Array.of(1.5, 2.5).buffer)];
  const feature = field(2, field(1, floats));
  const entry = [...field(1, [..."x"].map((c) => c.charCodeAt(0))), ...field(2, feature)];
  const example = Uint8Array.from(field(1, field(1, entry)));
  const [parsed] = call("ParseSingleExample", [
    int("num_sparse", 0),
    string("sparse_keys", []),
    string("dense_keys", ["x"]),
    type("sparse_types", []),
    type("Tdense", [float32]),
    shape("dense_shapes", [[2]]),
  ], [[[], stringType, [example]], [[0], float32, new Float32Array()]]);
  assertEquals(parsed, { shape: [2], dtype: float32, values: [1.5, 2.5] });
});

bindingTest("a bool list attribute is set on the op", () => {
  // No op of TensorFlow has such an attribute, so the serialised op is inspected.
  const { tensorflow } = backend;
  const library = new TensorFlowLibrary(tensorflow!.path);
  const { c, status } = library;
  const extra = Deno.dlopen(library.path, {
    TFE_OpGetAttrs: { parameters: ["pointer"], result: "pointer" },
    TFE_OpAttrsSerialize: { parameters: ["pointer", "pointer", "pointer"], result: "void" },
    TF_NewBuffer: { parameters: [], result: "pointer" },
    TF_DeleteBuffer: { parameters: ["pointer"], result: "void" },
  });
  const options = c.TFE_NewContextOptions();
  const context = c.TFE_NewContext(options, status);
  const op = c.TFE_NewOp(context, library.name("Neg"), status);
  setAttribute(library, eagerSetters(library), op, "Neg", bool("flags", [true, false]));
  const buffer = extra.symbols.TF_NewBuffer();
  extra.symbols.TFE_OpAttrsSerialize(extra.symbols.TFE_OpGetAttrs(op), buffer, status);
  library.check("TFE_OpAttrsSerialize");
  const view = new Deno.UnsafePointerView(buffer!); // TF_Buffer: data, length, deallocator
  const bytes = new Uint8Array(Number(view.getBigUint64(8)));
  Deno.UnsafePointerView.copyInto(view.getPointer(0)!, bytes);
  extra.symbols.TF_DeleteBuffer(buffer);
  c.TFE_DeleteOp(op);
  c.TFE_DeleteContext(context);
  c.TFE_DeleteContextOptions(options);
  // AttrValue.ListValue: field 5 ("b"), packed, two bytes: true, false
  assertStringIncludes(String(bytes), String([0x2a, 2, 1, 0]));
});

bindingTest("resource handles: a variable is made, assigned and read", () => {
  const [handle] = binding.executeOp(
    "VarHandleOp",
    [
      string("container", ""),
      string("shared_name", "binding-test"),
      type("dtype", float32),
      shape("shape", [2]),
    ],
    [],
    1,
  );
  assertEquals(handle!.dtype, DATA_TYPE.resource);
  assert(binding.tensorDataSync(handle!.id).length > 0);
  const value = binding.createTensor([2], float32, Float32Array.of(4, 2));
  binding.executeOp("AssignVariableOp", [type("dtype", float32)], [handle!.id, value], 0);
  const [read] = binding.executeOp("ReadVariableOp", [type("dtype", float32)], [handle!.id], 1);
  assertEquals([...binding.tensorDataSync(read!.id)], [4, 2]);
  binding.executeOp("DestroyResourceOp", [bool("ignore_lookup_error", false)], [handle!.id], 0);
  [handle!.id, value, read!.id].forEach((id) => binding.deleteTensor(id));
});

bindingTest("errors carry the op's name and TensorFlow's message", () => {
  const vector: [number[], number, Float32Array] = [[2], float32, Float32Array.of(1, 2)];
  const matrix: [number[], number, Float32Array] = [[1, 3], float32, Float32Array.of(1, 2, 3)];
  const attributes = [
    type("T", float32),
    bool("transpose_a", false),
    bool("transpose_b", false),
  ];
  const error = assertThrows(() => call("MatMul", attributes, [vector, matrix]), TensorFlowError);
  assertStringIncludes(error.message, "MatMul: ");
  assertEquals(error.op, "MatMul");
  assertEquals(error.code, 3);
  assertThrows(() => call("NoSuchOp", [], []), TensorFlowError, "NoSuchOp");
  // and the binding still works afterwards
  assertEquals(call("Neg", [type("T", float32)], [vector])[0]!.values, [-1, -2]);
});

bindingTest("wrong values are refused with what was expected", () => {
  assertThrows(
    () => binding.createTensor([2], float32, Int32Array.of(1, 2)),
    TypeError,
    "expected Float32Array",
  );
  assertThrows(
    () => binding.createTensor([3], float32, Float32Array.of(1, 2)),
    TypeError,
    "expected 12 bytes, found 8",
  );
  assertThrows(
    () => binding.createTensor([2], stringType, [new Uint8Array()]),
    TypeError,
    "expected 2 byte arrays",
  );
  assertThrows(
    () => binding.createTensor([1], DATA_TYPE.resource, Uint8Array.of(1)),
    TypeError,
    "resource",
  );
  const input: [number[], number, Float32Array] = [[], float32, Float32Array.of(1)];
  for (
    const [wrong, expected] of [
      [int("T", 1.5), "expected a whole number"],
      [attribute("string", "T", 3 as never), "expected a string"],
      [attribute("float", "T", "3" as never), "expected a number"],
      [attribute("bool", "T", "no" as never), "expected true or false"],
      [attribute("shape", "T", 3 as never), "expected a shape"],
      [attribute("resource", "T", 3 as never), "attribute type 6 is not supported"],
    ] as const
  ) {
    assertThrows(() => call("Neg", [wrong], [input]), TypeError, `Neg: attribute T: ${expected}`);
  }
});

bindingTest("a tensor is released once", () => {
  const id = binding.createTensor([], float32, Float32Array.of(1));
  const before = binding.getNumOfTensors();
  binding.deleteTensor(id);
  assertEquals(binding.getNumOfTensors(), before - 1);
  assertThrows(() => binding.deleteTensor(id), TensorFlowError, `no live tensor with id ${id}`);
  assertThrows(() => binding.tensorDataSync(id), TensorFlowError, `no live tensor with id ${id}`);
});

bindingTest("saved models are refused", () => {
  assertThrows(() => binding.loadSavedModel(), Error, "saved models are not supported");
  assertThrows(() => binding.runSavedModel(), Error, "saved models are not supported");
  assertThrows(() => binding.deleteSavedModel(), Error, "saved models are not supported");
  assertEquals(binding.getNumOfSavedModels(), 0);
});
