import { assertEquals } from "@std/assert";
import { errorLine } from "../../bench/python.ts";

Deno.test("errorLine: the error, not the advice that follows it", () => {
  const output = [
    "bench/.venv/bin/python measure.py:",
    "Traceback (most recent call last):",
    '  File "measure.py", line 1, in <module>',
    "torch._inductor.exc.InductorError: CppCompileError: C++ compile error",
    "",
    "Set TORCHDYNAMO_VERBOSE=1 for the internal stack trace",
  ].join("\n");
  assertEquals(
    errorLine(output),
    "torch._inductor.exc.InductorError: CppCompileError: C++ compile error",
  );
  assertEquals(errorLine("killed by signal 9\n"), "killed by signal 9");
});
