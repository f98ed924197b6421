/** The container files name only what exists; no engine builds them here. */
import { assert, assertEquals } from "@std/assert";
import { PROJECT_ROOT } from "../lib/backend/backend.ts";
import config from "../deno.json" with { type: "json" };

const read = (path: string) => Deno.readTextFile(`${PROJECT_ROOT}/${path}`);

Deno.test("containers: every command is a task, the first of them the README's", async () => {
  const dockerfile = await read("Dockerfile");
  const container = JSON.parse(await read(".devcontainer/devcontainer.json"));
  const start = JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile)![1]!).join(" ");
  assert((await read("README.md")).includes(`\n${start}\n`), start);
  const text = [dockerfile.replaceAll(/^CMD .*$/gm, start), container.postCreateCommand].join("\n");
  const tasks = [...text.matchAll(/npx -y deno@2 task (\S+)/g)].map(([, name]) => name!);
  assertEquals(tasks, ["setup", "quickstart", "setup"]);
  for (const name of tasks) assert(Object.hasOwn(config.tasks, name), name);
  const { dockerfile: file } = container.build;
  assertEquals(
    await Deno.realPath(`${PROJECT_ROOT}/.devcontainer/${file}`),
    await Deno.realPath(`${PROJECT_ROOT}/Dockerfile`),
  );
});

Deno.test("containers: what is built or downloaded stays out of the image", async () => {
  const ignored = (await read(".dockerignore")).split("\n");
  for (const name of [".venv", "runs", "data/downloads", "data/weights"]) {
    assert(ignored.includes(name), name);
  }
});
