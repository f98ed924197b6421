/** A Python that has ONNX's packages, for tests of exports. */
const CANDIDATES = [Deno.env.get("DAAD_TEST_PYTHON"), ".venv/bin/python", "python3"];

/** Runs a Python program; returns what it printed and how it ended. */
export function runPython(
  python: string,
  args: readonly string[],
): { code: number; stdout: string; stderr: string } {
  const { code, stdout, stderr } = new Deno.Command(python, { args: [...args] }).outputSync();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** A Python with `onnx`, `onnxruntime`, `numpy` and `pillow`; `undefined`, with a message, if none. */
export function onnxPython(): string | undefined {
  for (const python of CANDIDATES) {
    if (!python) continue;
    try {
      const { code } = runPython(python, ["-c", "import onnx, onnxruntime, numpy, PIL"]);
      if (code === 0) return python;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  // deno-lint-ignore no-console
  console.log(
    "skipped: ONNX in onnxruntime, no Python with onnx, onnxruntime, numpy and pillow " +
      "(DAAD_TEST_PYTHON names one)",
  );
  return undefined;
}
