import { assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { compile } from "../../../lib/backend/compile.ts";
import { LibraryVariable } from "../../../lib/backend/tensorflow/library_variable.ts";
import { useSynchronousBackend } from "../../backends/present.ts";
import { noLeak } from "../../no_leak.ts";

await useSynchronousBackend();

const values = (variable: LibraryVariable) => tf.tidy(() => [...variable.read().dataSync()]);

Deno.test("LibraryVariable: keeps what was assigned, whatever becomes of the tensor", () =>
  noLeak(() => {
    using variable = new LibraryVariable([2]);
    tf.tidy(() => variable.assign(tf.tensor1d([1, 2])));
    assertEquals(values(variable), [1, 2]);
    tf.tidy(() => variable.assign(tf.add(variable.read(), 1)));
    assertEquals(values(variable), [2, 3]);
  }));

Deno.test("LibraryVariable: a recorded function reads and assigns in the order of its calls", () => {
  using variable = new LibraryVariable([]);
  tf.tidy(() => variable.assign(tf.scalar(1)));
  using twice = compile(({ x }: { x: tf.Tensor }) => {
    const before = variable.read();
    variable.assign(tf.add(before, x));
    const between = variable.read();
    variable.assign(tf.mul(between, 10));
    return { before, between, after: variable.read() };
  });
  noLeak(() => {
    for (const [x, expected] of [[2, [1, 3, 30]], [4, [30, 34, 340]]] as const) {
      tf.tidy(() => {
        const result = twice({ x: tf.scalar(x) });
        assertEquals(Object.values(result).map((y) => y.dataSync()[0]), [...expected]);
      });
    }
  });
});

Deno.test("LibraryVariable: disposing frees the values", () => {
  const variable = new LibraryVariable([1]);
  tf.tidy(() => variable.assign(tf.tensor1d([1])));
  variable[Symbol.dispose]();
  assertThrows(() => values(variable), Error, "ReadVariableOp");
});
