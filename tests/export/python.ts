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

/** A Python with `onnx`, `onnxruntime`, `numpy` and `pillow`; `undefined` if there is none. */
export const onnxPython: string | undefined = CANDIDATES.find((python) => {
  if (!python) return false;
  try {
    return runPython(python, ["-c", "import onnx, onnxruntime, numpy, PIL"]).code === 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
});

/** Why nothing can be tried in onnxruntime here; `undefined` if it can. */
export const onnxObstacle: string | undefined = onnxPython
  ? undefined
  : "no Python has onnx, onnxruntime, numpy and pillow (DAAD_TEST_PYTHON names one)";
