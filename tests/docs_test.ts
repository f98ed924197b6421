/** Commands in the guides name tasks, subcommands and options that there are. */
import { assert, assertEquals } from "@std/assert";
import { PROJECT_ROOT } from "../lib/backend/backend.ts";
import config from "../deno.json" with { type: "json" };
import { daad } from "./child.ts";

const GUIDE = await Deno.readTextFile(`${PROJECT_ROOT}/docs/gpu.md`);

/** What follows `task` in each command of the shell blocks. */
const COMMANDS = [...GUIDE.matchAll(/^```sh\n(.*?)^```$/gms)]
    .flatMap(([, block]) => block!.trim().split("\n"))
    .flatMap((line) => /(?:npx -y deno@2|\.\/deno) task (.*)$/.exec(line)?.[1]?.split(" ") ?? [])
    .length > 0
  ? [...GUIDE.matchAll(/^(?!#).*?(?:npx -y deno@2|\.\/deno) task ([a-z].*)$/gm)]
    .map(([, rest]) => rest!.split(" "))
  : [];

Deno.test("docs/gpu.md: every task, subcommand and option is one that there is", async () => {
  assert(COMMANDS.length >= 10);
  const help = new Map<string, string>();
  for (const [task, ...rest] of COMMANDS) {
    assert(Object.hasOwn(config.tasks, task!), task);
    const subcommand = task === "daad" ? rest[0]! : task === "pack" ? "pack" : undefined;
    if (subcommand === undefined) continue;
    if (!help.has(subcommand)) {
      const { code, stdout } = await daad([subcommand, "--help"]);
      assertEquals(code, 0, subcommand);
      help.set(subcommand, stdout);
    }
    for (const option of rest.filter((word) => word.startsWith("--"))) {
      assert(help.get(subcommand)!.includes(`${option} `), `${subcommand} ${option}`);
    }
  }
});
