/** The reference of all exports, by module. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { indexPage, listModules } from "../../tools/reference.ts";

Deno.test("reference: modules are those that the package exports, with their first sentences", async () => {
  const sources: Record<string, string> = {
    "a.ts": "/**\n * What a\n * `notebook` imports.\n *\n * More.\n */\n",
    "b.ts": "/**\n * Metrics.\n */\n",
    "c.ts": "export {};\n",
  };
  const read = (path: string) => Promise.resolve(sources[path]!);
  const modules = await listModules({ ".": "a.ts", "./metrics": "b.ts" }, read);
  assertEquals(modules, [
    { name: config.name, page: "index.html", about: "What a notebook imports." },
    { name: `${config.name}/metrics`, page: "metrics/index.html", about: "Metrics." },
  ]);
  assertStringIncludes(
    indexPage(modules),
    `<a href="html/metrics/index.html">${config.name}/metrics</a>: Metrics.`,
  );
  await assertRejects(() => listModules({ "./c": "c.ts" }, read), Error, "c.ts: begins with no");
});

Deno.test("reference: its task writes into an ignored folder", async () => {
  const { command } = config.tasks.docs;
  assert(command.endsWith("--permission-set=task-docs tools/reference.ts"), command);
  assertEquals(config.permissions["task-docs"].write, ["runs/docs"]);
  const ignored = await Deno.readTextFile(new URL("../../.gitignore", import.meta.url));
  assert(ignored.split("\n").includes("runs"));
});
