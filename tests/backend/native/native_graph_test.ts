import { assertEquals, assertThrows } from "@std/assert";
import { useBackend } from "../../../lib/backend/backend.ts";
import { TensorFlowError } from "../../../lib/backend/library/library.ts";
import { DATA_TYPE } from "../../../lib/backend/native/dtypes.ts";
import { bytesOf, NativeGraph } from "../../../lib/backend/native/native_graph.ts";
import { TensorFlowFunction } from "../../../lib/backend/program/function.ts";
import { ffiBinding } from "../../../lib/backend/tensorflow/register.ts";
import { skipBecause } from "../../skip.ts";

await useBackend();
const binding = ffiBinding()!;
const ignore = skipBecause("native graphs", binding ? undefined : "no TensorFlow library");

/** A number that names no type. */
const NO_TYPE = 99;

/** How often `body` calls functions of the library. */
function calls(names: readonly string[], body: () => void): number[] {
  const { library } = binding;
  const { c } = library;
  const counts = names.map(() => 0);
  const counted = names.map((name, i) => {
    const real = c[name as keyof typeof c] as unknown as (...args: unknown[]) => unknown;
    return [name, (...args: unknown[]) => (counts[i]!++, real(...args))];
  });
  Object.assign(library, { c: { ...c, ...Object.fromEntries(counted) } });
  try {
    body();
  } finally {
    Object.assign(library, { c });
  }
  return counts;
}

Deno.test("bytesOf: by the type of the elements", () => {
  const { float32, int32, int64, bool, complex64 } = DATA_TYPE;
  const sizes = [float32, int32, int64, bool, complex64]
    .map((dtype) => bytesOf({ shape: [3, 2], dtype }));
  assertEquals(sizes, [24, 24, 48, 6, 48]);
});

Deno.test({
  name: "NativeGraph: a refused constant leaves no tensor behind",
  ignore,
  fn: () => {
    const { float32 } = DATA_TYPE;
    const id = binding.createTensor([2], float32, Float32Array.of(1, 2));
    const graph = new NativeGraph(binding.library);
    const handle = binding.handle(id, "test");
    const [deleted] = calls(["TF_DeleteTensor"], () => {
      const refused = () => graph.addConstant(handle, { shape: [2], dtype: NO_TYPE });
      assertThrows(refused, TensorFlowError, "Const");
    });
    assertEquals(deleted, 1);
    graph.release();
    binding.deleteTensor(id);
  },
});

Deno.test({
  name: "TensorFlowFunction: a refused one leaves no status behind",
  ignore,
  fn: () => {
    const name = "native_graph_test_twice";
    const make = (dtype: number) => {
      const graph = new NativeGraph(binding.library);
      const input = graph.addPlaceholder({ shape: [1], dtype });
      const parts = graph.toFunction(name, [input], [input]);
      return new TensorFlowFunction(binding, { ...parts, name, ops: [], config: new Uint8Array() });
    };
    using _ = make(DATA_TYPE.float32);
    const [made, deleted] = calls(["TF_NewStatus", "TF_DeleteStatus"], () => {
      assertThrows(() => make(DATA_TYPE.int32), TensorFlowError, name);
    });
    assertEquals(made, deleted);
  },
});
