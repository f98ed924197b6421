import { assertEquals } from "@std/assert";
import { isOutOfMemory } from "../../lib/backend/out_of_memory.ts";
import { TensorFlowError } from "../../lib/backend/tensorflow/library.ts";

Deno.test("isOutOfMemory: what JavaScript, TensorFlow, oneDNN and libvips say", () => {
  const said = [
    new RangeError("Array buffer allocation failed"),
    new RangeError("Invalid typed array length: 90000000000"),
    new TensorFlowError("Conv2D", 8, "OOM when allocating tensor"),
    new TensorFlowError(
      "Conv2D",
      10,
      "Operation received an exception:Status: 1, message: could not create a primitive, in file x",
    ),
    new Error("glib: Error creating thread: Resource temporarily unavailable"),
    new Error("Warning treated as error due to failOn setting"),
    new Error("vips2png: unable to write to target target"),
  ];
  assertEquals(said.filter((error) => !isOutOfMemory(error)), []);
});

Deno.test("isOutOfMemory: other errors are not taken for it", () => {
  const others = [
    new RangeError("Maximum call stack size exceeded"),
    new TensorFlowError("Conv2D", 3, "Operation received an exception:Status: 2, message: x"),
    new Error("Input file contains unsupported image format"),
    "out of memory",
    undefined,
  ];
  assertEquals(others.filter(isOutOfMemory), []);
});
