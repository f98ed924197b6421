import { assertEquals } from "@std/assert";
import { saysYes } from "../../../lib/backend/library/onednn.ts";

Deno.test("saysYes: what TensorFlow takes for yes, and nothing else", () => {
  assertEquals(["1", "true", "True"].map(saysYes), [true, true, true]);
  assertEquals(["0", "false", "FALSE", "off", "", undefined].map(saysYes), Array(6).fill(false));
});
