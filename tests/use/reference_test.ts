/** The task `docs` as users run it. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { PROJECT_ROOT } from "../../lib/backend/backend.ts";
import config from "../../deno.json" with { type: "json" };
import { runDeno } from "../child.ts";

Deno.test("docs: the reference has every module and its symbols, without a warning", async () => {
  const { code, stdout, stderr } = await runDeno(config.tasks.docs.command.split(" ").slice(1));
  assertEquals([code, stderr], [0, ""]);
  const modules = Object.keys(config.exports).length;
  assertStringIncludes(stdout, `runs/docs/index.html: the reference of ${modules} modules`);
  const read = (path: string) => Deno.readTextFile(`${PROJECT_ROOT}/runs/docs/${path}`);
  const pages = [...(await read("index.html")).matchAll(/<li><a href="([^"]+)">/g)];
  assertEquals(pages.length, modules);
  for (const [, page] of pages) await read(page!);
  const page = await read("html/metrics/~/auroc.html");
  assertStringIncludes(page, "an anomalous sample scores higher than a normal one");
});
