/** Commands of the benchmarks refuse what is typed wrongly before they install anything. */
import { assertEquals, assertMatch } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { runDeno } from "../child.ts";

const THREADS = "DAAD_THREADS: found 1, but PyTorch takes all cores here; unset it";
const ROUNDS = "--rounds: expected a whole number of at least 1, found 0";

const wordsOf = (task: keyof typeof config.tasks) =>
  config.tasks[task].command.split(" ").slice(1).filter((word) => word !== "");

for (
  const [task, args, env, message] of [
    ["bench", ["--rounds", "x"], {}, "--rounds: expected a whole number of at least 1, found x"],
    ["bench", ["--samples", "0"], {}, "--samples: expected a whole number of at least 1, found 0"],
    ["bench", [], { DAAD_THREADS: "1" }, THREADS],
    ["bench:features", ["--rounds", "0"], {}, ROUNDS],
    ["bench:features", [], { DAAD_THREADS: "1" }, THREADS],
    ["bench:metrics", ["--rounds", "0"], {}, ROUNDS],
  ] as const
) {
  Deno.test(`${task} ${args.join(" ")}${Object.keys(env)}: refused in one line`, async () => {
    const { code, stdout, stderr } = await runDeno([...wordsOf(task), ...args], { env });
    assertEquals({ code, stdout, stderr }, {
      code: 2,
      stdout: "",
      stderr: `${task}: ${message}\n`,
    });
  });
}

Deno.test("bench:metrics --data: a folder that is no category is refused in one line", async () => {
  const { code, stderr } = await runDeno([...wordsOf("bench:metrics"), "--data", "data/nowhere"]);
  assertEquals([code, stderr.trim().split("\n").length], [1, 1]);
  assertMatch(stderr, /^error: data\/nowhere/);
});
