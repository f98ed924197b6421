import { assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../../lib/backend/backend.ts";
import { compile } from "../../../lib/backend/compile.ts";
import { LibraryVariable } from "../../../lib/backend/tensorflow/library_variable.ts";
import { ffiBinding } from "../../../lib/backend/tensorflow/register.ts";
import { noLeak } from "../../no_leak.ts";
import { skipBecause } from "../../skip.ts";

const { id, description } = await useBackend();
const inUse = id === "tensorflow" && ffiBinding() !== undefined;
const ignore = skipBecause("LibraryVariable", inUse ? undefined : description);

function variableTest(name: string, fn: () => void | Promise<void>): void {
  Deno.test({ name: `LibraryVariable: ${name}`, ignore, fn });
}

const values = (variable: LibraryVariable) => tf.tidy(() => [...variable.read().dataSync()]);

variableTest("keeps what was assigned, whatever becomes of the tensor", () =>
  noLeak(() => {
    using variable = new LibraryVariable([2]);
    tf.tidy(() => variable.assign(tf.tensor1d([1, 2])));
    assertEquals(values(variable), [1, 2]);
    tf.tidy(() => variable.assign(tf.add(variable.read(), 1)));
    assertEquals(values(variable), [2, 3]);
  }));

variableTest("a recorded function reads and assigns in the order of its calls", () => {
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

variableTest("disposing frees the values", () => {
  const variable = new LibraryVariable([1]);
  tf.tidy(() => variable.assign(tf.tensor1d([1])));
  variable[Symbol.dispose]();
  assertThrows(() => values(variable), Error, "ReadVariableOp");
});
