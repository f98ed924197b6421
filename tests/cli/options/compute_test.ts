import { assertEquals, assertMatch } from "@std/assert";
import { precisionProblem } from "../../../lib/cli/options/compute.ts";

Deno.test("precisionProblem: bf16 is oneDNN's, in compiled functions on a processor", () => {
  const cpu = { devices: ["CPU"], description: "TensorFlow on CPU" };
  const gpu = { devices: ["GPU"], description: "TensorFlow on GPU" };
  const compiled = { compile: true, compiled: true };
  assertEquals(precisionProblem("bf16", cpu, compiled), undefined);
  assertEquals(precisionProblem("fp32", gpu, compiled), undefined);
  assertMatch(precisionProblem("bf16", gpu, compiled)!, /a processor's.*NVIDIA_TF32_OVERRIDE=1/);
  const wasm = { devices: ["CPU"], description: "WebAssembly" };
  assertMatch(
    precisionProblem("bf16", wasm, { compile: true, compiled: false })!,
    /here runs WebAssembly$/,
  );
  assertMatch(
    precisionProblem("bf16", cpu, { compile: false, compiled: false })!,
    /here runs op by op$/,
  );
});
