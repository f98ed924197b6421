import { assertEquals } from "@std/assert";
import { describeTensorFlow } from "../../../lib/backend/tensorflow/register.ts";
import { runScript } from "../../child.ts";

Deno.test("useBackend: calls at the same time register one backend, whose functions compute", async () => {
  for (const backend of [undefined, "wasm"]) {
    const { code, stdout, stderr } = await runScript(
      `
      import * as tf from "@tensorflow/tfjs";
      import { useBackend } from "./lib/backend/backend.ts";
      import { compile } from "./lib/backend/compile.ts";
      await Promise.all([useBackend(), useBackend()]);
      const double = compile(({ x }) => ({ y: tf.mul(x, 2) }));
      console.log(String(await double({ x: tf.tensor1d([1, 2]) }).y.data()));
    `,
      backend === undefined ? {} : { DAAD_BACKEND: backend },
    );
    assertEquals([code, stderr.includes("already registered")], [0, false], stderr);
    assertEquals(stdout, "2,4\n");
  }
});

Deno.test("describeTensorFlow: the addon, which takes no number of threads, is not said to have one", () => {
  const info = { path: "", source: "addon", version: "2.9.1", devices: ["GPU"] };
  const isSet = (variable: string) => variable === "DAAD_THREADS";
  const addon = describeTensorFlow({ ...info, binding: "addon" }, 2, isSet);
  const name = "TensorFlow 2.9.1 on GPU (addon)";
  assertEquals([addon.threads, addon.name], [0, `${name}, without effect: DAAD_THREADS`]);
  const ffi = describeTensorFlow({ ...info, binding: "ffi" }, 2, isSet);
  assertEquals([ffi.threads, ffi.name], [2, name]);
});
