/** The reference by topic. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { indexPage, sortTopics } from "../../tools/reference.ts";

const exported = (name: string, path: string, kind = "function") => ({
  name,
  declarations: [{ kind, location: { filename: `file:///p/lib/${path}` } }],
});

Deno.test("reference: exports are sorted by the folders that define them", () => {
  const topics = sortTopics([
    exported("InputError", "errors.ts", "class"),
    exported("auroc", "metrics/auroc.ts"),
    exported("Curve", "metrics/curves.ts", "interface"),
    exported("tune", "experiment/tune/tune.ts"),
    exported("train", "experiment/run.ts"),
    exported("strange", "elsewhere/a.ts"),
  ], "/p/lib/mod.ts");
  const counts = Object.fromEntries(topics.map(({ name, exports }) => [name, exports]));
  assertEquals(counts, { metrics: 2, tuning: 1, runs: 1, basics: 1, elsewhere: 1 });
  const { source } = topics.find(({ name }) => name === "metrics")!;
  assertStringIncludes(source, '\nexport { auroc, type Curve } from "/p/lib/mod.ts";\n');
  assertStringIncludes(indexPage(topics), '<a href="html/metrics.ts/index.html">metrics</a> (2)');
});

Deno.test("reference: its task writes into an ignored folder", async () => {
  const { command } = config.tasks.docs;
  assert(command.endsWith("--permission-set=task-docs tools/reference.ts"), command);
  assertEquals(config.permissions["task-docs"].write, ["runs/docs"]);
  const ignored = await Deno.readTextFile(new URL("../../.gitignore", import.meta.url));
  assert(ignored.split("\n").includes("runs/"));
});
