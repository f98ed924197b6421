import { assertEquals } from "@std/assert";
import { DATA_TYPE } from "../../../lib/backend/native/dtypes.ts";
import { bytesOf } from "../../../lib/backend/native/native_graph.ts";

Deno.test("bytesOf: by the type of the elements", () => {
  const { float32, int32, int64, bool, complex64 } = DATA_TYPE;
  const sizes = [float32, int32, int64, bool, complex64]
    .map((dtype) => bytesOf({ shape: [3, 2], dtype }));
  assertEquals(sizes, [24, 24, 48, 6, 48]);
});
