import { assertEquals, assertNotEquals } from "@std/assert";
import type { Cell, Notebook } from "./headless.ts";
import { notebookProblems, sourceHash, toScript } from "./problems.ts";

const TEXT: Cell = { cell_type: "markdown", source: ["# Title\n"] };
const CODE: Cell = { cell_type: "code", source: "1 + 1", outputs: [], execution_count: 1 };

async function textWith(...cells: Cell[]): Promise<string> {
  const source_sha256 = await sourceHash({ cells });
  return JSON.stringify({ cells, metadata: { kernelspec: {}, source_sha256 } });
}

Deno.test("notebook: one that keeps all rules has no problem", async () => {
  assertEquals(await notebookProblems(await textWith(TEXT, CODE), "/project"), []);
});

Deno.test("notebook: each broken rule is a line", async () => {
  const long = Array(26).fill("f();").join("\n");
  const cases: [Cell[], string][] = [
    [[{ ...CODE, source: long }], "code cell 1: 26 lines; at most 25"],
    [[{ ...TEXT, source: "# Title" }], "cell 1: its text does not end with a new line"],
    [[{ ...CODE, execution_count: 2 }], "executed in the order 2"],
    [[{ ...CODE, outputs: [{ output_type: "error" }] }], "a cell ended with an error"],
    [[{ ...CODE, outputs: [stream("/project/x")] }], "holds /project, which"],
    [[{ ...CODE, outputs: [stream("x".repeat(1_500_000))] }], "bytes; at most 1500000"],
  ];
  for (const [cells, expected] of cases) {
    const problems = await notebookProblems(await textWith(...cells), "/project");
    assertEquals(problems.map((problem) => problem.includes(expected)), [true], expected);
  }
});

Deno.test("notebook: code that changed since it was executed is found, prose is not code", async () => {
  const executed: Notebook = JSON.parse(await textWith(TEXT, CODE));
  const edited = (cells: Cell[]) => JSON.stringify({ ...executed, cells });
  const prose = edited([{ ...TEXT, source: "# Other\n" }, CODE]);
  assertEquals(await notebookProblems(prose, "/project"), []);
  const problems = await notebookProblems(edited([TEXT, { ...CODE, source: "2" }]), "/project");
  assertEquals(problems, ["its outputs are not of its code; run deno task notebooks:update"]);
  assertNotEquals(await sourceHash({ cells: [CODE, CODE] }), await sourceHash({ cells: [CODE] }));
});

Deno.test("notebook: its script is all code in order", () => {
  const notebook = { cells: [CODE, TEXT, { ...CODE, source: ["a;\n", "b;"] }] };
  assertEquals(toScript(notebook), "1 + 1\n\na;\nb;\n");
});

function stream(text: string) {
  return { output_type: "stream", name: "stdout", text } as const;
}
